(** Derivatives in one real variable: the table of the checker, the chain rule, sums, and the mean
    value theorem, from Coquelicot. *)

From Coq Require Export Reals Lra.
From Coquelicot Require Export Coquelicot.
From Steepest Require Import Steepest.
Open Scope R_scope.

(** * Goals that are written with derivatives *)

(** A function has the slope that is said. *)
Ltac derived :=
  auto_derive;
  [ pieces; first [ exact I | reshaped | nonzero ] | by_field ].

(** It is differentiable: its slope is known. *)
Ltac has_slope :=
  match goal with
  | H : is_derive _ _ _ |- ex_derive _ _ => solve [ eexists; exact H ]
  end.

(** * The table *)

Section Table.
Variables (f g : R -> R) (a u v : R).
Hypothesis Hf : is_derive f a u.
Hypothesis Hg : is_derive g a v.

Lemma slope_const c : is_derive (fun _ : R => c) a 0.
Proof. exact (is_derive_const c a). Qed.
Lemma slope_id : is_derive (fun x : R => x) a 1.
Proof. exact (is_derive_id a). Qed.
Lemma slope_plus : is_derive (fun x => f x + g x) a (u + v).
Proof. exact (is_derive_plus f g a u v Hf Hg). Qed.
Lemma slope_minus : is_derive (fun x => f x - g x) a (u - v).
Proof. exact (is_derive_minus f g a u v Hf Hg). Qed.
Lemma slope_opp : is_derive (fun x => - f x) a (- u).
Proof. exact (is_derive_opp f a u Hf). Qed.
Lemma slope_mult : is_derive (fun x => f x * g x) a (u * g a + f a * v).
Proof. exact (is_derive_mult f g a u v Hf Hg Rmult_comm). Qed.
Lemma slope_div : g a <> 0 -> is_derive (fun x => f x / g x) a ((u * g a - f a * v) / (g a * g a)).
Proof.
  intro no. replace ((u * g a - f a * v) / (g a * g a)) with ((u * g a - f a * v) / g a ^ 2)
    by (field; exact no).
  exact (is_derive_div f g a u v Hf Hg no).
Qed.
Lemma slope_pow n : is_derive (fun x => f x ^ n) a (INR n * u * f a ^ pred n).
Proof. exact (is_derive_pow f n a u Hf). Qed.
Lemma slope_inv : f a <> 0 -> is_derive (fun x => / f x) a (- u / f a ^ 2).
Proof. exact (is_derive_inv f a u Hf). Qed.
Lemma slope_comp h w : is_derive h (f a) w -> is_derive (fun x => h (f x)) a (u * w).
Proof. intro Hh. exact (is_derive_comp h f a w u Hh Hf). Qed.
Lemma slope_exp : is_derive (fun x => exp (f x)) a (u * exp (f a)).
Proof. apply slope_comp. apply is_derive_Reals, derivable_pt_lim_exp. Qed.
Lemma slope_ln : f a > 0 -> is_derive (fun x => ln (f x)) a (u * / f a).
Proof. intro pos. apply slope_comp. apply is_derive_Reals, derivable_pt_lim_ln, pos. Qed.
Lemma slope_sqrt : f a > 0 -> is_derive (fun x => sqrt (f x)) a (u * / (2 * sqrt (f a))).
Proof. intro pos. apply slope_comp. apply is_derive_Reals, derivable_pt_lim_sqrt, pos. Qed.
Lemma slope_sin : is_derive (fun x => sin (f x)) a (u * cos (f a)).
Proof. apply slope_comp. apply is_derive_Reals, derivable_pt_lim_sin. Qed.
Lemma slope_cos : is_derive (fun x => cos (f x)) a (u * - sin (f a)).
Proof. apply slope_comp. apply is_derive_Reals, derivable_pt_lim_cos. Qed.
Lemma slope_atan : is_derive (fun x => atan (f x)) a (u * / (1 + f a ^ 2)).
Proof. apply slope_comp. apply is_derive_Reals, derivable_pt_lim_atan. Qed.
Lemma slope_sinh : is_derive (fun x => sinh (f x)) a (u * cosh (f a)).
Proof. apply slope_comp. apply is_derive_Reals, derivable_pt_lim_sinh. Qed.
Lemma slope_cosh : is_derive (fun x => cosh (f x)) a (u * sinh (f a)).
Proof. apply slope_comp. apply is_derive_Reals, derivable_pt_lim_cosh. Qed.

(** What is true at a is true around a, if it is strict. *)
Lemma near_positive : f a > 0 -> locally a (fun x => f x > 0).
Proof.
  intro pos. apply (ex_derive_continuous f a (ex_intro _ u Hf) (fun y => y > 0)).
  apply (open_gt 0). exact pos.
Qed.
Lemma near_nonnegative : f a > 0 -> locally a (fun x => f x >= 0).
Proof. intro pos. apply filter_imp with (2 := near_positive pos). intros; lra. Qed.
Lemma near_nonzero : f a <> 0 -> locally a (fun x => f x <> 0).
Proof.
  intro no. apply (ex_derive_continuous f a (ex_intro _ u Hf) (fun y => y <> 0)).
  apply (open_neq 0). exact no.
Qed.
End Table.

Lemma slope_is (f : R -> R) (a u v : R) : is_derive f a u -> u = v -> is_derive f a v.
Proof. intros H <-. exact H. Qed.
Lemma slope_known (f : R -> R) a v : ex_derive f a -> Derive f a = v -> is_derive f a v.
Proof. intros D <-. exact (Derive_correct f a D). Qed.
Lemma slope_told (f : R -> R) a v : ex_derive f a -> v = Derive f a -> is_derive f a v.
Proof. intros D ->. exact (Derive_correct f a D). Qed.

Lemma slope_sum (f : nat -> R -> R) (v : nat -> R) (n : nat) (a : R) :
  (forall i, INR i < INR n -> is_derive (f i) a (v i)) ->
  is_derive (fun x => sum_below n (fun i => f i x)) a (sum_below n v).
Proof.
  induction n as [|n IH]; intro each; simpl.
  - exact (is_derive_const 0 a).
  - apply (is_derive_plus (fun x => sum_below n (fun i => f i x)) (f n) a).
    + apply IH. intros i below. apply each. rewrite S_INR. lra.
    + apply each. rewrite S_INR. lra.
Qed.

(** The derivatives that the context knows. *)
Ltac known_slope := match goal with
  | H : is_derive ?g ?b _ |- is_derive ?f ?b _ => exact H
  | D : ex_derive ?g ?b, E : Derive ?g ?b = _ |- is_derive ?f ?b _ =>
      exact (slope_known g b _ D E)
  | D : ex_derive ?g ?b, E : _ = Derive ?g ?b |- is_derive ?f ?b _ =>
      exact (slope_told g b _ D E)
  | D : ex_derive ?g ?b |- is_derive ?f ?b _ => exact (Derive_correct g b D)
  end.
Ltac side := cbv beta; first [ assumption | reshaped | nonzero
  | apply Rlt_gt; eapply Rlt_le_trans; [ apply exp_pos | eassumption ]
  | casts; nonzero ].
Ltac slope := first [ known_slope | lazymatch goal with
  | |- is_derive (fun _ => ?c) ?a _ => apply slope_const
  | |- is_derive (fun x => x) ?a _ => apply slope_id
  | |- is_derive (fun x => @?f x + @?g x) ?a _ => apply (slope_plus f g a); slope
  | |- is_derive (fun x => @?f x - @?g x) ?a _ => apply (slope_minus f g a); slope
  | |- is_derive (fun x => - @?f x) ?a _ => apply (slope_opp f a); slope
  | |- is_derive (fun x => @?f x * @?g x) ?a _ => apply (slope_mult f g a); slope
  | |- is_derive (fun x => @?f x / @?g x) ?a _ => apply (slope_div f g a); [ slope | slope | side ]
  | |- is_derive (fun x => @?f x ^ ?n) ?a _ => apply (slope_pow f a); slope
  | |- is_derive (fun x => / @?f x) ?a _ => apply (slope_inv f a); [ slope | side ]
  | |- is_derive (fun x => exp (@?f x)) ?a _ => apply (slope_exp f a); slope
  | |- is_derive (fun x => ln (@?f x)) ?a _ => apply (slope_ln f a); [ slope | side ]
  | |- is_derive (fun x => sqrt (@?f x)) ?a _ => apply (slope_sqrt f a); [ slope | side ]
  | |- is_derive (fun x => sin (@?f x)) ?a _ => apply (slope_sin f a); slope
  | |- is_derive (fun x => cos (@?f x)) ?a _ => apply (slope_cos f a); slope
  | |- is_derive (fun x => atan (@?f x)) ?a _ => apply (slope_atan f a); slope
  | |- is_derive (fun x => sinh (@?f x)) ?a _ => apply (slope_sinh f a); slope
  | |- is_derive (fun x => cosh (@?f x)) ?a _ => apply (slope_cosh f a); slope
  | |- is_derive (fun x => ?outer (@?f x)) ?a _ =>
      apply (slope_comp f a) with (h := outer); [ slope | cbv beta; known_slope ]
  end ].

(** The terms of a function are defined around the point. *)
Ltac near := first [ assumption | lazymatch goal with
  | |- locally ?a (fun x => @?f x /\ @?g x) => apply (filter_and f g); near
  | |- locally ?a (fun _ => ?c) => apply filter_forall; intro; side
  | |- locally ?a (fun x => @?f x > 0) => eapply (near_positive f a); [ slope | side ]
  | |- locally ?a (fun x => @?f x >= 0) => eapply (near_nonnegative f a); [ slope | side ]
  | |- locally ?a (fun x => @?f x <> 0) => eapply (near_nonzero f a); [ slope | side ]
  end ].

Ltac carried_around K ::= lazymatch goal with |- locally ?a _ =>
    refine (filter_imp (F := locally a) _ _ _ K);
    let x := fresh in let X := fresh in intros x X; cbv beta in X |- *; carried X
  end.

(** "The derivative exists, and it is this one", from [is_derive]. *)
Ltac by_slope S := first
  [ exact (is_derive_unique _ _ _ S) | exact (ex_intro _ _ S) | assumption ].
Ltac by_table := ands;
  lazymatch goal with |- context [Derive ?f ?a = ?v] =>
    let S := fresh in
    assert (S : is_derive f a v) by (eapply slope_is; [ slope | cbv beta; simpl pred; casts; by_field ]);
    pieces; first [ by_slope S | near | side ]
  end.

(** * Functions that agree near a point *)

Lemma near_between (P : R -> Prop) (a low high : R) : low < a -> a < high ->
  (forall x, low < x -> x < high -> P x) -> locally a P.
Proof. intros up down each. apply (locally_interval P a low high); simpl; assumption. Qed.

Lemma slope_of_equal (f g : R -> R) (a low high v : R) : low < a -> a < high ->
  (forall x, low < x -> x < high -> f x = g x) -> is_derive g a v -> is_derive f a v.
Proof.
  intros up down same slope_g. apply (is_derive_ext_loc g f a v); [ | exact slope_g ].
  apply (near_between _ a low high up down). intros x left right. symmetry. apply same; assumption.
Qed.

(** From "l < x and x < u imply f x = g x" and the derivative of g. *)
Ltac between same :=
  let x := fresh in let up := fresh in let down := fresh in
  intros x up down; specialize (same x ltac:(pieces; lra)); ands; pieces; assumption.
Ltac by_equal f g a low high same := ands;
  lazymatch goal with |- context [Derive _ _ = ?v] =>
    let S := fresh in
    assert (S : is_derive f a v) by (
      apply (slope_of_equal f g a low high); [ lra | lra | between same | known_slope ]);
    pieces; first [ by_slope S
      | apply (near_between _ a low high); [ lra | lra | between same ] | side ]
  end.

(** * What a derivative means *)

Lemma near_tangent (f : R -> R) (a v e : R) : is_derive f a v -> e > 0 ->
  exists d, d > 0 /\ forall x, a - d < x /\ x < a + d ->
    Rabs (f x - f a - v * (x - a)) <= e * Rabs (x - a).
Proof.
  intros slope_f up. apply is_derive_Reals in slope_f. destruct (slope_f e up) as [d near].
  exists d. split; [ exact (cond_pos d) | ]. intros x [low high].
  destruct (Req_dec x a) as [-> | apart].
  - replace (f a - f a - v * (a - a)) with 0 by ring. rewrite Rminus_diag_eq, Rabs_R0; lra.
  - assert (H : x - a <> 0) by lra.
    assert (K := near (x - a) H ltac:(apply Rabs_def1; lra)).
    replace (a + (x - a)) with x in K by ring.
    replace (f x - f a - v * (x - a)) with (((f x - f a) / (x - a) - v) * (x - a))
      by (field; exact H).
    rewrite Rabs_mult. apply Rmult_le_compat_r; [ apply Rabs_pos | lra ].
Qed.

(** And the other way round: the difference quotients tend to v. *)
Lemma tangent_near (f : R -> R) (a v : R) :
  (forall e, e > 0 -> exists d, d > 0 /\ forall x, a - d < x /\ x < a + d ->
    Rabs (f x - f a - v * (x - a)) <= e * Rabs (x - a)) -> is_derive f a v.
Proof.
  intro near. apply is_derive_Reals. intros e up.
  destruct (near (e / 2)) as [d [pos small]]; [ lra | ]. exists (mkposreal d pos).
  intros h no inside. simpl in inside. apply Rabs_def2 in inside.
  specialize (small (a + h) ltac:(lra)). replace (a + h - a) with h in small by ring.
  replace ((f (a + h) - f a) / h - v) with ((f (a + h) - f a - v * h) * / h)
    by (field; exact no).
  assert (size := Rabs_pos_lt h no). rewrite Rabs_mult.
  apply (Rmult_lt_reg_r (Rabs h)); [ exact size | ].
  rewrite Rmult_assoc, <- Rabs_mult, Rinv_l, Rabs_R1 by exact no. nra.
Qed.

(** From the derivative v of f at a, and e > 0. *)
Ltac by_estimate f a v e := ands;
  let d := fresh "d" in let up := fresh in let near := fresh in
  destruct (near_tangent f a v e) as [d [up near]]; [ known_slope | lra | exists d; split;
    [ exact up | let x := fresh in let inside := fresh in
      intros x inside; specialize (near x inside); cbv beta in near; pieces;
      first [ exact near | assumption | side ] ] ].

(** The derivative v of f at a, from the estimates of every size. *)
Ltac by_tangents f a v every :=
  let S := fresh in
  assert (S : is_derive f a v) by (apply tangent_near;
    let e := fresh in let up := fresh in let d := fresh "d" in let pos := fresh in
    let near := fresh in let x := fresh in let inside := fresh in
    intros e up; destruct (every e up) as [d [pos near]]; exists d; split;
    [ exact pos | intros x inside; specialize (near x inside); cbv beta in near |- *;
      ands; assumption ]);
  pieces; first [ by_slope S | near | side ].

(** * The mean value theorem *)

Section Mean.
Variables (f : R -> R) (a b : R).
Hypothesis smooth : forall x, a <= x <= b -> ex_derive f x.

Lemma mean : a <= b -> exists c, a <= c <= b /\ f b - f a = Derive f c * (b - a).
Proof.
  intro up. destruct (MVT_gen f a b (Derive f)) as [c [inside E]].
  - intros x. rewrite Rmin_left, Rmax_right by exact up. intro in_x.
    apply Derive_correct, smooth. lra.
  - intros x. rewrite Rmin_left, Rmax_right by exact up. intro in_x.
    apply continuity_pt_filterlim. exact (ex_derive_continuous (V := R_NormedModule) f x (smooth x in_x)).
  - rewrite Rmin_left, Rmax_right in inside by exact up. exists c. split; [ lra | exact E ].
Qed.
Lemma mean_zero : a <= b -> (forall x, a <= x <= b -> Derive f x = 0) -> f b = f a.
Proof. intros up flat. destruct (mean up) as [c [inside E]]. rewrite flat in E by lra. lra. Qed.
Lemma mean_down : a <= b -> (forall x, a <= x <= b -> Derive f x <= 0) -> f b <= f a.
Proof.
  intros up sign. destruct (mean up) as [c [inside E]]. assert (S := sign c inside). nra.
Qed.
Lemma mean_up : a <= b -> (forall x, a <= x <= b -> Derive f x >= 0) -> f b >= f a.
Proof.
  intros up sign. destruct (mean up) as [c [inside E]]. assert (S := sign c inside). nra.
Qed.
Lemma mean_below : a < b -> (forall x, a <= x <= b -> Derive f x < 0) -> f b < f a.
Proof.
  intros up sign. destruct mean as [c [inside E]]. lra. assert (S := sign c inside). nra.
Qed.
Lemma mean_above : a < b -> (forall x, a <= x <= b -> Derive f x > 0) -> f b > f a.
Proof.
  intros up sign. destruct mean as [c [inside E]]. lra. assert (S := sign c inside). nra.
Qed.
End Mean.

Lemma mean_between (f df : R -> R) (a b : R) : a < b ->
  (forall y, a <= y -> y <= b -> is_derive f y (df y)) ->
  exists c, a < c /\ c < b /\ f b - f a = df c * (b - a).
Proof.
  intros up each. destruct (MVT_cor2 f df a b up) as [c [E [low high]]].
  - intros c [low high]. apply is_derive_Reals. exact (each c low high).
  - exists c. repeat split; assumption.
Qed.

(** From "for i < n the derivative exists and is v i". *)
Ltac by_sum each :=
  lazymatch goal with |- context [Derive ?f ?a = sum_below ?n ?v] =>
    let S := fresh in
    assert (S : is_derive f a (sum_below n v)) by (
      refine (slope_sum (fun i x => _) v n a _); let i := fresh "i" in let low := fresh in
      intros i low; specialize (each i low); ands; known_slope);
    pieces; first [ by_slope S | bridge each | side ]
  end.

(** From the sign of the derivative between two points. *)
Ltac at_end := match goal with
  | K : forall x, _ <= x <= _ -> locally x _ |- _ => solve [ refine (locally_singleton _ _ (K _ _)); lra ]
  end.
Ltac by_mean L sign order :=
  ands; pieces; first
  [ assumption
  | apply L; [ let x := fresh in let low := fresh in let high := fresh in
      intros x [low high]; destruct (sign x); [ pieces; lra | ands; assumption ]
    | lra
    | let x := fresh in let low := fresh in let high := fresh in
      intros x [low high]; destruct (sign x); [ pieces; lra | ands; lra ] ]
  | solve [ eapply (fun u H => locally_singleton u _ (proj1 (sign u H))); pieces; lra ]
  | side ].
