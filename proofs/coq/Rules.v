(** What the words of an exported statement mean, and one lemma for every rule of the kernel that is
    not plain logic.

    Logic itself (assume, discharge, apply, conjunction, disjunction, cases, generalize, specialize,
    exhibit, obtain, rewrite) is Coq's own and needs no lemma. *)

From Coq Require Export Reals Lra Psatz Lia Classical.
From Coq Require Import ClassicalDedekindReals FunctionalExtensionality.
Open Scope R_scope.

(** * What the words mean *)

Definition is_integer (x : R) : Prop := exists z : Z, x = IZR z.

(** The sum over i = 0, .., n - 1. *)
Fixpoint sum_below (n : nat) (f : nat -> R) : R :=
  match n with O => 0 | S k => sum_below k f + f k end.

(** 1 where the formula is true, else 0. *)
Definition indicator (A : Prop) : R := if sig_not_dec A then 1 else 0.

(** The real power: b > 0, or b = 0 and a > 0 with the value 0. *)
Definition rpower (b a : R) : R := if Rlt_dec 0 b then Rpower b a else 0.

(** Expectation on a probability space: a monotone linear functional with the value 1 at 1, on the
    functions that are integrable (P. J. Daniell; P. Whittle, Probability via Expectation). *)
Record expectation (Omega : Type) : Type := {
  integrable : (Omega -> R) -> Prop;
  average : (Omega -> R) -> R;
  of_constant : forall c : R, integrable (fun _ => c) /\ average (fun _ => c) = c;
  of_sum : forall (a b : R) (f g : Omega -> R), integrable f -> integrable g ->
    integrable (fun w => a * f w + b * g w) /\
    average (fun w => a * f w + b * g w) = a * average f + b * average g;
  is_monotone : forall f g : Omega -> R, integrable f -> integrable g ->
    (forall w, f w <= g w) -> average f <= average g;
  respects_equality : forall f g : Omega -> R, integrable f -> (forall w, f w = g w) ->
    integrable g /\ average f = average g
}.
Arguments integrable {Omega}.
Arguments average {Omega}.

(** * The rules of numbers *)

Lemma nat_induction (A : nat -> Prop) :
  A 0%nat -> (forall t, A t -> A (t + 1)%nat) -> forall t, A t.
Proof.
  intros base step t. induction t as [|t IH]. exact base.
  rewrite <- Nat.add_1_r. exact (step t IH).
Qed.

Lemma strong_induction (A : nat -> Prop) :
  (forall t, (forall s, INR s < INR t -> A s) -> A t) -> forall t, A t.
Proof.
  intros step t. apply (well_founded_induction lt_wf A). intros s earlier.
  apply step. intros r before. apply earlier, INR_lt. exact before.
Qed.

Lemma least (A : nat -> Prop) :
  (exists t, A t) -> exists t, A t /\ (forall s, INR s < INR t -> ~ A s).
Proof.
  intros [t At]. apply NNPP. intro none. revert At. pattern t.
  apply strong_induction. clear t. intros t earlier At. apply none. exists t. split. exact At.
  exact earlier.
Qed.

Lemma archimedes (x : R) : exists n : nat, INR n >= x.
Proof.
  destruct (Rle_or_lt x 0) as [low | high].
  - exists 0%nat. simpl. lra.
  - destruct (archimed x) as [above _]. exists (Z.to_nat (up x)).
    rewrite INR_IZR_INZ, Z2Nat.id. lra. apply le_IZR. lra.
Qed.

Lemma power_zero (b : R) : b ^ 0 = 1.
Proof. reflexivity. Qed.

Lemma power_step (b : R) (k : nat) : b ^ (k + 1) = b ^ k * b.
Proof. rewrite pow_add. ring. Qed.

Lemma sum_empty (f : nat -> R) : sum_below 0 f = 0.
Proof. reflexivity. Qed.

Lemma sum_step (n : nat) (f : nat -> R) : sum_below (n + 1) f = sum_below n f + f n.
Proof. rewrite Nat.add_1_r. reflexivity. Qed.

(** A sum of no terms has no obligations. *)
Lemma none_below (i : nat) : ~ INR i < 0.
Proof. apply Rle_not_lt, pos_INR. Qed.
Ltac no_term := repeat match goal with |- _ /\ _ => split end; first
  [ exact (sum_empty _)
  | let i := fresh in let low := fresh in intros i low; destruct (none_below i low) ].

(** * The rules of expectation *)

Section Expectation.
Context {Omega : Type} (P : expectation Omega).

Lemma expect_constant (c : R) : integrable P (fun _ => c) /\ average P (fun _ => c) = c.
Proof. exact (of_constant _ P c). Qed.

Lemma expect_linear (a b : R) (f g : Omega -> R) : integrable P f -> integrable P g ->
  integrable P (fun w => a * f w + b * g w) /\
  average P (fun w => a * f w + b * g w) = a * average P f + b * average P g.
Proof. exact (of_sum _ P a b f g). Qed.

Lemma expect_monotone (f g : Omega -> R) : integrable P f -> integrable P g ->
  (forall w, f w <= g w) -> average P f <= average P g.
Proof. exact (is_monotone _ P f g). Qed.

Lemma expect_equal (f g : Omega -> R) : integrable P f -> (forall w, f w = g w) ->
  integrable P g /\ average P f = average P g.
Proof. exact (respects_equality _ P f g). Qed.

(** There are samples, as 1 has a mean that 0 does not have. *)
Lemma some_sample (A : Prop) : (Omega -> A) -> A.
Proof.
  intro shown. apply NNPP. intro never.
  destruct (of_constant _ P 0) as [has zero], (of_constant _ P 1) as [_ one].
  destruct (respects_equality _ P (fun _ => 0) (fun _ => 1) has) as [_ same].
  - intro w. destruct (never (shown w)).
  - lra.
Qed.

End Expectation.

(** The term, its statement without redexes: a name that some value has replaced is gone. *)
Ltac reduced t := let T := type of t in let U := eval cbv beta in T in exact (t : U).

Lemma indicator_true (A : Prop) : A -> indicator A = 1.
Proof. intro yes. unfold indicator. destruct (sig_not_dec A). reflexivity. contradiction. Qed.

Lemma indicator_false (A : Prop) : ~ A -> indicator A = 0.
Proof. intro no. unfold indicator. destruct (sig_not_dec A). contradiction. reflexivity. Qed.

Lemma indicator_iff (A B : Prop) : (A <-> B) -> indicator A = indicator B.
Proof.
  intro same. unfold indicator. destruct (sig_not_dec A), (sig_not_dec B); tauto.
Qed.
(** What is known anyway need not be said. *)
Lemma indicator_known (A B : Prop) : A -> indicator (A /\ B) = indicator B.
Proof. intro yes. apply indicator_iff. tauto. Qed.
Lemma indicator_known_first (A B C : Prop) : A -> indicator ((A /\ B) /\ C) = indicator (B /\ C).
Proof. intro yes. apply indicator_iff. tauto. Qed.
Lemma indicator_known_last (A B C : Prop) : A -> indicator (B /\ A /\ C) = indicator (B /\ C).
Proof. intro yes. apply indicator_iff. tauto. Qed.
Lemma indicator_known_each (A : Prop) (B C : nat -> Prop) :
  A -> indicator (forall i, B i -> A /\ C i) = indicator (forall i, B i -> C i).
Proof.
  intro yes. apply indicator_iff.
  split; intros each i here; [ | split; [ exact yes | ] ]; apply each; exact here.
Qed.

Lemma indicator_nonneg (A : Prop) : 0 <= indicator A.
Proof. unfold indicator. destruct (sig_not_dec A); lra. Qed.

Lemma sum_nonneg (n : nat) (f : nat -> R) : (forall i, 0 <= f i) -> 0 <= sum_below n f.
Proof.
  intro each. induction n as [|n IH]; simpl. lra. apply Rplus_le_le_0_compat. exact IH. apply each.
Qed.

(** * Signs of products, for Positivstellensatz certificates *)

Lemma square_nonneg (a : R) : 0 <= a * a.
Proof. exact (Rle_0_sqr a). Qed.

Lemma square_pos (a : R) : a <> 0 -> 0 < a * a.
Proof. exact (Rsqr_pos_lt a). Qed.

Lemma zero_times (e t : R) : e = 0 -> e * t = 0.
Proof. intros ->. ring. Qed.
Lemma times_zero (t e : R) : e = 0 -> t * e = 0.
Proof. intros ->. ring. Qed.
Lemma zero_plus (a b : R) : a = 0 -> b = 0 -> a + b = 0.
Proof. intros -> ->. ring. Qed.

(** A relation as the sign of a difference. *)
Lemma lt_gap (a b : R) : a < b -> 0 < b - a.
Proof. exact (Rlt_Rminus a b). Qed.
Lemma le_gap (a b : R) : a <= b -> 0 <= b - a.
Proof. intro. lra. Qed.
Lemma ge_gap (a b : R) : a >= b -> 0 <= a - b.
Proof. intro. lra. Qed.
Lemma eq_gap (a b : R) : a = b -> a - b = 0.
Proof. intros ->. ring. Qed.
Lemma lt_or_ge (a b : R) : a < b \/ a >= b.
Proof. destruct (Rlt_or_le a b); [ left | right; apply Rle_ge ]; assumption. Qed.
Lemma ge_or_lt (a b : R) : a >= b \/ a < b.
Proof. destruct (lt_or_ge a b); [ right | left ]; assumption. Qed.
Ltac gap H := first
  [ lazymatch type of H with
    | _ < _ => exact (lt_gap _ _ H)
    | _ > _ => exact (lt_gap _ _ H)
    | _ <= _ => exact (le_gap _ _ H)
    | _ >= _ => exact (ge_gap _ _ H)
    | _ = _ => exact (eq_gap _ _ H) end
  | clear - H; lra | lra ].

(** * Integers among the reals *)

Lemma INR_is_integer (n : nat) : is_integer (INR n).
Proof. exists (Z.of_nat n). apply INR_IZR_INZ. Qed.

Lemma next_integer (a b : R) : is_integer a -> is_integer b -> a < b -> a + 1 <= b.
Proof.
  intros [m ->] [n ->] less. rewrite <- plus_IZR. apply IZR_le. apply lt_IZR in less. lia.
Qed.

Lemma integer_indicator (A : Prop) : is_integer (indicator A).
Proof.
  unfold indicator. destruct (sig_not_dec A); [ exists 1%Z | exists 0%Z ]; reflexivity.
Qed.
Lemma integer_number (z : Z) : is_integer (IZR z).
Proof. exists z. reflexivity. Qed.

Lemma integer_sum (a b : R) : is_integer a -> is_integer b -> is_integer (a + b).
Proof. intros [m ->] [n ->]. exists (m + n)%Z. symmetry. apply plus_IZR. Qed.

Lemma integer_difference (a b : R) : is_integer a -> is_integer b -> is_integer (a - b).
Proof. intros [m ->] [n ->]. exists (m - n)%Z. symmetry. apply minus_IZR. Qed.

Lemma integer_opposite (a : R) : is_integer a -> is_integer (- a).
Proof. intros [m ->]. exists (- m)%Z. symmetry. apply opp_IZR. Qed.

Lemma integer_product (a b : R) : is_integer a -> is_integer b -> is_integer (a * b).
Proof. intros [m ->] [n ->]. exists (m * n)%Z. symmetry. apply mult_IZR. Qed.

Lemma integer_power (a : R) (n : nat) : is_integer a -> is_integer (a ^ n).
Proof.
  intro whole. induction n as [|n IH]; simpl. exists 1%Z. reflexivity.
  apply integer_product; assumption.
Qed.

Lemma integer_total (n : nat) (f : nat -> R) :
  (forall i, is_integer (f i)) -> is_integer (sum_below n f).
Proof.
  intro whole. induction n as [|n IH]; simpl. exists 0%Z. reflexivity.
  apply integer_sum; [ exact IH | apply whole ].
Qed.

Ltac whole := repeat (assumption || apply INR_is_integer || apply integer_number
  || apply integer_difference || apply integer_sum || apply integer_opposite
  || apply integer_product
  || apply integer_power || apply integer_indicator || (apply integer_total; intro; cbv beta)).
