(** Real matrices of every size and their algebra. *)

From Coq Require Import Reals Lra FunctionalExtensionality Fin.
From Steepest Require Import Steepest.
Open Scope R_scope.

(** * Matrices, as functions of their indices *)

Definition mat (m n : nat) : Type := Fin.t m -> Fin.t n -> R.

Fixpoint total {n : nat} : (Fin.t n -> R) -> R :=
  match n with
  | O => fun _ => 0
  | S k => fun f => f F1 + total (fun i => f (FS i))
  end.

Definition madd {m n} (A B : mat m n) : mat m n := fun i j => A i j + B i j.
Definition mscale {m n} (c : R) (A : mat m n) : mat m n := fun i j => c * A i j.
Definition mopp {m n} (A : mat m n) : mat m n := mscale (-1) A.
Definition msub {m n} (A B : mat m n) : mat m n := madd A (mopp B).
Definition mmul {m k n} (A : mat m k) (B : mat k n) : mat m n :=
  fun i j => total (fun l => A i l * B l j).
Definition mT {m n} (A : mat m n) : mat n m := fun i j => A j i.
Definition mI (n : nat) : mat n n := fun i j => if Fin.eq_dec i j then 1 else 0.
Definition mzero (m n : nat) : mat m n := fun _ _ => 0.
Definition tr {n} (A : mat n n) : R := total (fun i => A i i).
Definition inner {m n} (A B : mat m n) : R := tr (mmul (mT A) B).
Definition norm2 {m n} (A : mat m n) : R := inner A A.

Declare Scope mat_scope.
Delimit Scope mat_scope with M.
Bind Scope mat_scope with mat.
Notation "A + B" := (madd A B) : mat_scope.
Notation "A - B" := (msub A B) : mat_scope.
Notation "- A" := (mopp A) : mat_scope.
Notation "A * B" := (mmul A B) : mat_scope.
Notation "c .* A" := (mscale c%R A) (at level 40, left associativity) : mat_scope.
Arguments tr {n} A%M.
Arguments inner {m n} A%M B%M.
Arguments norm2 {m n} A%M.
Arguments mT {m n} A%M.

Lemma mat_ext {m n} (A B : mat m n) : (forall i j, A i j = B i j) -> A = B.
Proof.
  intro same. apply functional_extensionality. intro i. apply functional_extensionality. exact (same i).
Qed.

(** * Sums over indices *)

Lemma total_ext {n} (f g : Fin.t n -> R) : (forall i, f i = g i) -> total f = total g.
Proof.
  induction n as [|n IH]; intro same; simpl. reflexivity. rewrite same. f_equal. apply IH. auto.
Qed.
Lemma total_add {n} (f g : Fin.t n -> R) : total (fun i => f i + g i) = total f + total g.
Proof. induction n as [|n IH]; simpl. ring. rewrite IH. ring. Qed.
Lemma total_scale {n} c (f : Fin.t n -> R) : total (fun i => c * f i) = c * total f.
Proof. induction n as [|n IH]; simpl. ring. rewrite IH. ring. Qed.
Lemma total_zero n : total (fun _ : Fin.t n => 0) = 0.
Proof. induction n as [|n IH]; simpl. reflexivity. rewrite IH. ring. Qed.
Lemma total_swap {m n} (f : Fin.t m -> Fin.t n -> R) :
  total (fun i => total (fun j => f i j)) = total (fun j => total (fun i => f i j)).
Proof.
  revert f. induction m as [|m IH]; intro f; simpl.
  - symmetry. apply total_zero.
  - rewrite (IH (fun i j => f (FS i) j)), <- total_add. reflexivity.
Qed.
Lemma total_unit {n} (i : Fin.t n) (f : Fin.t n -> R) :
  total (fun k => (if Fin.eq_dec i k then 1 else 0) * f k) = f i.
Proof.
  revert f. induction i as [n | n i IH]; intro f; simpl.
  - transitivity (1 * f F1 + total (fun _ : Fin.t n => 0)).
    + f_equal. f_equal. destruct (Fin.eq_dec F1 F1); congruence.
      apply total_ext. intro k. destruct (Fin.eq_dec F1 (FS k)). discriminate. ring.
    + rewrite total_zero. ring.
  - rewrite (total_ext _ (fun k => (if Fin.eq_dec i k then 1 else 0) * f (FS k))).
    + rewrite (IH (fun k => f (FS k))). destruct (Fin.eq_dec (FS i) F1). discriminate. ring.
    + intro k. destruct (Fin.eq_dec (FS i) (FS k)) as [e|e], (Fin.eq_dec i k) as [d|d];
        try reflexivity.
      * apply FS_inj in e. contradiction.
      * subst. contradiction.
Qed.

(** * The algebra *)

Lemma mmul_assoc {a b c d} (A : mat a b) (B : mat b c) (C : mat c d) :
  mmul (mmul A B) C = mmul A (mmul B C).
Proof.
  apply mat_ext. intros i j. unfold mmul.
  transitivity (total (fun l => total (fun k => A i k * (B k l * C l j)))).
  - apply total_ext. intro l. rewrite Rmult_comm, <- total_scale. apply total_ext. intro k. ring.
  - rewrite total_swap. apply total_ext. intro k. apply total_scale.
Qed.
Lemma mmul_add_l {m k n} (A B : mat m k) (C : mat k n) :
  mmul (madd A B) C = madd (mmul A C) (mmul B C).
Proof.
  apply mat_ext. intros i j. unfold mmul, madd. rewrite <- total_add. apply total_ext. intro. ring.
Qed.
Lemma mmul_add_r {m k n} (A : mat m k) (B C : mat k n) :
  mmul A (madd B C) = madd (mmul A B) (mmul A C).
Proof.
  apply mat_ext. intros i j. unfold mmul, madd. rewrite <- total_add. apply total_ext. intro. ring.
Qed.
Lemma mmul_scale_l {m k n} c (A : mat m k) (B : mat k n) :
  mmul (mscale c A) B = mscale c (mmul A B).
Proof.
  apply mat_ext. intros i j. unfold mmul, mscale. rewrite <- total_scale. apply total_ext. intro. ring.
Qed.
Lemma mmul_scale_r {m k n} c (A : mat m k) (B : mat k n) :
  mmul A (mscale c B) = mscale c (mmul A B).
Proof.
  apply mat_ext. intros i j. unfold mmul, mscale. rewrite <- total_scale. apply total_ext. intro. ring.
Qed.
Lemma mmul_I_l {m n} (A : mat m n) : mmul (mI m) A = A.
Proof. apply mat_ext. intros i j. unfold mmul, mI. apply (total_unit i (fun l => A l j)). Qed.
Lemma mT_mul {m k n} (A : mat m k) (B : mat k n) : mT (mmul A B) = mmul (mT B) (mT A).
Proof. apply mat_ext. intros i j. unfold mmul, mT. apply total_ext. intro. ring. Qed.
Lemma mT_T {m n} (A : mat m n) : mT (mT A) = A.
Proof. reflexivity. Qed.
Lemma mT_add {m n} (A B : mat m n) : mT (madd A B) = madd (mT A) (mT B).
Proof. reflexivity. Qed.
Lemma mT_scale {m n} c (A : mat m n) : mT (mscale c A) = mscale c (mT A).
Proof. reflexivity. Qed.
Lemma mT_I n : mT (mI n) = mI n.
Proof.
  apply mat_ext. intros i j. unfold mT, mI. destruct (Fin.eq_dec j i), (Fin.eq_dec i j); congruence.
Qed.
Lemma mT_zero m n : mT (mzero m n) = mzero n m.
Proof. reflexivity. Qed.
Lemma mmul_I_r {m n} (A : mat m n) : mmul A (mI n) = A.
Proof. rewrite <- (mT_T (mmul A (mI n))), mT_mul, mT_I, mmul_I_l. apply mT_T. Qed.
Lemma mmul_zero_l {m k n} (A : mat k n) : mmul (mzero m k) A = mzero m n.
Proof.
  apply mat_ext. intros i j. unfold mmul, mzero.
  transitivity (total (fun _ : Fin.t k => 0)); [ apply total_ext; intro; ring | apply total_zero ].
Qed.
Lemma mmul_zero_r {m k n} (A : mat m k) : mmul A (mzero k n) = mzero m n.
Proof.
  apply mat_ext. intros i j. unfold mmul, mzero.
  transitivity (total (fun _ : Fin.t k => 0)); [ apply total_ext; intro; ring | apply total_zero ].
Qed.
Lemma tr_add {n} (A B : mat n n) : tr (madd A B) = tr A + tr B.
Proof. apply total_add. Qed.
Lemma tr_scale {n} c (A : mat n n) : tr (mscale c A) = c * tr A.
Proof. apply total_scale. Qed.
Lemma tr_zero n : tr (mzero n n) = 0.
Proof. apply total_zero. Qed.
Lemma tr_T {n} (A : mat n n) : tr (mT A) = tr A.
Proof. reflexivity. Qed.
Lemma tr_comm {m n} (A : mat m n) (B : mat n m) : tr (mmul A B) = tr (mmul B A).
Proof.
  unfold tr, mmul. rewrite total_swap. apply total_ext. intro. apply total_ext. intro. ring.
Qed.

(** * Size 1 *)

Lemma tr_one (A : mat 1 1) : tr A = A F1 F1.
Proof. unfold tr. cbn. apply Rplus_0_r. Qed.
Lemma fin_one (j : Fin.t 1) : j = F1.
Proof. apply (Fin.caseS' j (fun j => j = F1)). reflexivity. intro k. inversion k. Qed.
Lemma one_I : mI 1 F1 F1 = 1.
Proof. unfold mI. destruct (Fin.eq_dec F1 F1); congruence. Qed.
