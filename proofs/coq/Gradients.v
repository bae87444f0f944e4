(** Derivatives of matrix terms along a line, gradients, and what is never negative. *)

From Coq Require Import Reals Lra Psatz FunctionalExtensionality Fin.
From Steepest Require Import Steepest.
From Steepest Require Export Derivatives.
From Steepest Require Import Matrices.
Open Scope R_scope.

(** * What the words mean *)

(** At t = 0 every entry of f moves with the velocity V. *)
Definition moves {m n} (f : R -> mat m n) (V : mat m n) : Prop :=
  forall i j, is_derive (fun t : R => f t i j) 0 (V i j).

(** G is the gradient of f at X: the derivative along every B is <G, B>. *)
Definition gradient {m n} (f : mat m n -> R) (X G : mat m n) : Prop :=
  forall B, is_derive (fun t : R => f (madd X (mscale t B))) 0 (inner G B).

(** * Rules *)

Lemma at_zero {m n} (X B : mat m n) : madd X (mscale 0 B) = X.
Proof. apply mat_ext. intros i j. unfold madd, mscale. ring. Qed.
Lemma at_zero_number (x b : R) : x + 0 * b = x.
Proof. ring. Qed.

Lemma moves_is {m n} (f : R -> mat m n) U V : moves f U -> U = V -> moves f V.
Proof. intros H <-. exact H. Qed.
Lemma moves_const {m n} (A : mat m n) : moves (fun _ => A) (mzero m n).
Proof. intros i j. apply slope_const. Qed.
Lemma moves_line {m n} (X B : mat m n) : moves (fun t => madd X (mscale t B)) B.
Proof.
  intros i j. unfold madd, mscale. apply (slope_is _ _ (0 + (1 * B i j + 0 * 0))); [ | ring ].
  apply slope_plus. apply slope_const.
  apply (slope_mult (fun t => t) (fun _ => B i j) 0). apply slope_id. apply slope_const.
Qed.
Lemma total_slope {n} (f : R -> Fin.t n -> R) (v : Fin.t n -> R) :
  (forall i, is_derive (fun t : R => f t i) 0 (v i)) ->
  is_derive (fun t : R => total (f t)) 0 (total v).
Proof.
  induction n as [|n IH]; intro each; simpl. apply slope_const.
  apply (slope_plus (fun t => f t F1) (fun t => total (fun i => f t (FS i))) 0). apply each.
  apply (IH (fun t i => f t (FS i)) (fun i => v (FS i))). intro i. apply each.
Qed.

Section Rules.
Context {m k n : nat}.
Lemma moves_add (f g : R -> mat m n) U V : moves f U -> moves g V ->
  moves (fun t => madd (f t) (g t)) (madd U V).
Proof. intros F G i j. apply (slope_plus (fun t => f t i j) (fun t => g t i j)); auto. Qed.
Lemma moves_scale (c : R -> R) (f : R -> mat m n) d V : is_derive c 0 d -> moves f V ->
  moves (fun t => mscale (c t) (f t)) (madd (mscale d (f 0)) (mscale (c 0) V)).
Proof. intros C F i j. apply (slope_mult c (fun t => f t i j)); auto. Qed.
Lemma moves_T (f : R -> mat m n) V : moves f V -> moves (fun t => mT (f t)) (mT V).
Proof. intros F i j. exact (F j i). Qed.
Lemma moves_mul (f : R -> mat m k) (g : R -> mat k n) U V : moves f U -> moves g V ->
  moves (fun t => mmul (f t) (g t)) (madd (mmul U (g 0)) (mmul (f 0) V)).
Proof.
  intros F G i j. unfold mmul, madd. rewrite <- total_add.
  apply (total_slope (fun t l => f t i l * g t l j)). intro l.
  apply (slope_mult (fun t => f t i l) (fun t => g t l j)); auto.
Qed.
End Rules.
Lemma slope_tr {n} (f : R -> mat n n) V : moves f V -> is_derive (fun t : R => tr (f t)) 0 (tr V).
Proof. intro F. apply (total_slope (fun t i => f t i i)). intro i. apply F. Qed.

Ltac velocity := lazymatch goal with
  | |- moves (fun t => madd ?X (mscale t ?B)) _ => apply moves_line
  | |- moves (fun _ => ?A) _ => apply moves_const
  | |- moves (fun t => madd (@?f t) (@?g t)) _ => apply (moves_add f g); velocity
  | |- moves (fun t => mscale (@?c t) (@?f t)) _ => apply (moves_scale c f); velocity
  | |- moves (fun t => mT (@?f t)) _ => apply (moves_T f); velocity
  | |- moves (fun t => mmul (@?f t) (@?g t)) _ => apply (moves_mul f g); velocity
  | |- is_derive (fun t => tr (@?f t)) _ _ => apply (slope_tr f); velocity
  | |- is_derive (fun _ => ?c) ?a _ => apply slope_const
  | |- is_derive (fun x => x) ?a _ => apply slope_id
  | |- is_derive (fun x => @?f x + @?g x) ?a _ => apply (slope_plus f g a); velocity
  | |- is_derive (fun x => @?f x - @?g x) ?a _ => apply (slope_minus f g a); velocity
  | |- is_derive (fun x => - @?f x) ?a _ => apply (slope_opp f a); velocity
  | |- is_derive (fun x => @?f x * @?g x) ?a _ => apply (slope_mult f g a); velocity
  | |- is_derive (fun x => @?f x / ?c) ?a _ =>
      apply (slope_div f (fun _ => c) a); [ velocity | apply slope_const | nonzero ]
  | |- is_derive (fun x => @?f x ^ ?n) ?a _ => apply (slope_pow f a); velocity
  end.

(** The derivative that the rules give; what remains is an identity of words. *)
Ltac differentiated :=
  repeat match goal with
  | |- gradient _ _ _ => let B := fresh in intro B
  end;
  unfold norm2, inner, msub, mopp; cbv beta;
  lazymatch goal with
  | |- moves _ _ => eapply moves_is; [ velocity | ]
  | |- is_derive _ _ _ => eapply slope_is; [ velocity | ]
  end;
  cbv beta; rewrite ?at_zero, ?at_zero_number; simpl pred; casts.

(** * Never negative *)

Lemma total_nonneg {n} (f : Fin.t n -> R) : (forall i, 0 <= f i) -> 0 <= total f.
Proof.
  induction n as [|n IH]; intro each; simpl. lra.
  apply Rplus_le_le_0_compat. apply each. apply IH. auto.
Qed.
Lemma total_le {n} (f g : Fin.t n -> R) : (forall i, f i <= g i) -> total f <= total g.
Proof.
  induction n as [|n IH]; intro each; simpl. lra.
  apply Rplus_le_compat. apply each. apply IH. auto.
Qed.
Lemma total_cauchy {n} (f g : Fin.t n -> R) :
  total (fun i => f i * g i) * total (fun i => f i * g i)
  <= total (fun i => f i * f i) * total (fun i => g i * g i).
Proof.
  set (p := total (fun i => f i * f i)). set (q := total (fun i => g i * g i)).
  set (r := total (fun i => f i * g i)).
  assert (H : forall a b, 0 <= a * a * p + 2 * (a * b) * r + b * b * q).
  { intros a b. replace (a * a * p + 2 * (a * b) * r + b * b * q)
      with (total (fun i => (a * f i + b * g i) * (a * f i + b * g i))).
    apply total_nonneg. intro i. apply square_nonneg.
    unfold p, q, r. rewrite <- !total_scale, <- !total_add. apply total_ext. intro i. ring. }
  assert (P : 0 <= p) by (apply total_nonneg; intro; apply square_nonneg).
  assert (Q : 0 <= q) by (apply total_nonneg; intro; apply square_nonneg).
  clearbody p q r. destruct Q as [Q | Q].
  - assert (A := H q (- r)). nra.
  - subst q. destruct (Req_dec r 0) as [-> | no]; [ lra | exfalso ].
    assert (A := H 1 (- (p + 1) / (2 * r))).
    replace (1 * 1 * p + 2 * (1 * (- (p + 1) / (2 * r))) * r +
      - (p + 1) / (2 * r) * (- (p + 1) / (2 * r)) * 0) with (- 1) in A by (field; exact no). lra.
Qed.

Lemma inner_total {m n} (A B : mat m n) :
  inner A B = total (fun j => total (fun i => A i j * B i j)).
Proof. reflexivity. Qed.
Lemma norm2_nonneg {m n} (A : mat m n) : 0 <= norm2 A.
Proof.
  unfold norm2. rewrite inner_total. apply total_nonneg. intro j. apply total_nonneg. intro i.
  apply square_nonneg.
Qed.
Lemma norm2_total {m n} (A : mat m n) :
  norm2 A = total (fun j => total (fun i => A i j * A i j)).
Proof. reflexivity. Qed.
Lemma submultiplicative {m k n} (A : mat m k) (B : mat k n) :
  0 <= norm2 A * norm2 B - norm2 (mmul A B).
Proof.
  rewrite !norm2_total.
  rewrite (total_swap (fun (j : Fin.t k) (i : Fin.t m) => A i j * A i j)).
  set (p := total (fun i : Fin.t m => total (fun j : Fin.t k => A i j * A i j))).
  enough (total (fun j : Fin.t n => total (fun i : Fin.t m => mmul A B i j * mmul A B i j))
    <= p * total (fun j : Fin.t n => total (fun l : Fin.t k => B l j * B l j))) by lra.
  rewrite <- total_scale. apply total_le. intro j.
  unfold p. rewrite Rmult_comm, <- total_scale. apply total_le. intro i.
  apply Rle_trans with (1 := total_cauchy (fun l => A i l) (fun l => B l j)). apply Req_le. ring.
Qed.

(** The matrix as one long vector. *)
Lemma cauchy_schwarz {m n} (A B : mat m n) : 0 <= norm2 A * norm2 B - inner A B ^ 2.
Proof.
  assert (H : forall a b, 0 <= a * a * norm2 A + 2 * (a * b) * inner A B + b * b * norm2 B).
  { intros a b. replace (a * a * norm2 A + 2 * (a * b) * inner A B + b * b * norm2 B)
      with (norm2 (madd (mscale a A) (mscale b B))). apply norm2_nonneg.
    unfold norm2. rewrite !inner_total. rewrite <- !total_scale, <- !total_add.
    apply total_ext. intro j. rewrite <- !total_scale, <- !total_add. apply total_ext. intro i.
    unfold madd, mscale. ring. }
  set (p := norm2 A) in *. set (q := norm2 B) in *. set (r := inner A B) in *.
  assert (P : 0 <= p) by apply norm2_nonneg. assert (Q : 0 <= q) by apply norm2_nonneg.
  clearbody p q r. destruct Q as [Q | Q].
  - assert (D := H q (- r)). nra.
  - subst q. destruct (Req_dec r 0) as [-> | no]; [ lra | exfalso ].
    assert (D := H 1 (- (p + 1) / (2 * r))).
    replace (1 * 1 * p + 2 * (1 * (- (p + 1) / (2 * r))) * r +
      - (p + 1) / (2 * r) * (- (p + 1) / (2 * r)) * 0) with (- 1) in D by (field; exact no). lra.
Qed.

Lemma difference a b : a <= b -> 0 <= b - a.
Proof. lra. Qed.
Lemma nonneg_number (c : R) : 0 <= c -> 0 <= c.
Proof. trivial. Qed.
Lemma gradient_is {m n} (f : mat m n -> R) X G H : gradient f X G -> G = H -> gradient f X H.
Proof. intros D <-. exact D. Qed.

(** * Diagonal letters *)

Definition is_diagonal {n} (D : mat n n) : Prop := forall i j, i <> j -> D i j = 0.
Lemma diagonal_entry {n} (D : mat n n) i j : is_diagonal D -> D i j = mI n i j * D i i.
Proof.
  intro zero. unfold mI. destruct (Fin.eq_dec i j) as [-> | no]. ring. rewrite zero by exact no. ring.
Qed.
Lemma diagonal_symmetric {n} (D : mat n n) : is_diagonal D -> mT D = D.
Proof.
  intro zero. apply mat_ext. intros i j. unfold mT. destruct (Fin.eq_dec i j) as [-> | no].
  reflexivity. rewrite zero by congruence. rewrite zero by exact no. reflexivity.
Qed.
Lemma diagonal_commute {n} (D F : mat n n) : is_diagonal D -> is_diagonal F ->
  mmul D F = mmul F D.
Proof.
  intros one two. apply mat_ext. intros i j. unfold mmul. apply total_ext. intro l.
  destruct (Fin.eq_dec i l) as [-> | no].
  - destruct (Fin.eq_dec l j) as [-> | other]. ring. rewrite (two l j), (one l j) by exact other. ring.
  - rewrite (one i l), (two i l) by exact no. ring.
Qed.
