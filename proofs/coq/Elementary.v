(** The elementary facts that certificates may use (the table of the checker), as far as Coq has
    seen them: [fact_NAME] for an axiom; [zero_NAME] for a relation, under its side condition. *)

From Coq Require Import Reals Lra Psatz.
From Steepest Require Import Steepest.
Open Scope R_scope.

(** * Roots, absolute values, the smaller and the larger of two *)

Lemma fact_sqrt_nonnegative T : T >= 0 -> sqrt T >= 0.
Proof. intros _. apply Rle_ge, sqrt_pos. Qed.

Lemma zero_sqrt T : 0 = 0 -> T >= 0 -> sqrt T ^ 2 - T = 0.
Proof. intros _ low. rewrite pow2_sqrt by lra. ring. Qed.

Lemma zero_sqrt_product T U V : T * U - V = 0 -> T >= 0 -> U >= 0 -> V >= 0 ->
  sqrt T * sqrt U - sqrt V = 0.
Proof. intros is one two _. replace V with (T * U) by lra. rewrite sqrt_mult by lra. ring. Qed.
Lemma zero_sqrt_abs T U : U - T ^ 2 = 0 -> U >= 0 -> sqrt U - Rabs T = 0.
Proof.
  intros is _. replace U with (Rsqr T) by (unfold Rsqr; lra). rewrite sqrt_Rsqr_abs. ring.
Qed.

Lemma zero_abs T : 0 = 0 -> Rabs T ^ 2 - T ^ 2 = 0.
Proof. intros _. rewrite pow2_abs. ring. Qed.

Lemma zero_abs_product T U V : T * U - V = 0 -> Rabs T * Rabs U - Rabs V = 0.
Proof. intro is. replace V with (T * U) by lra. rewrite Rabs_mult. ring. Qed.
Lemma zero_abs_even T U : T + U = 0 -> Rabs T - Rabs U = 0.
Proof. intro is. replace U with (- T) by lra. rewrite Rabs_Ropp. ring. Qed.

Ltac by_cases := intros; unfold Rabs, Rmin, Rmax;
  repeat (destruct Rcase_abs || destruct Rle_dec); lra.

Lemma fact_abs_bound T : Rabs T >= 0 /\ Rabs T >= T /\ Rabs T >= - T.
Proof. by_cases. Qed.
Lemma fact_abs_value T : (T >= 0 /\ Rabs T = T) \/ (T < 0 /\ Rabs T = - T).
Proof. by_cases. Qed.
Lemma fact_min_bound T U : Rmin T U <= T /\ Rmin T U <= U.
Proof. by_cases. Qed.
Lemma fact_min_value T U : (T <= U /\ Rmin T U = T) \/ (T > U /\ Rmin T U = U).
Proof. by_cases. Qed.
Lemma fact_max_bound T U : Rmax T U >= T /\ Rmax T U >= U.
Proof. by_cases. Qed.
Lemma fact_max_value T U : (T <= U /\ Rmax T U = U) \/ (T > U /\ Rmax T U = T).
Proof. by_cases. Qed.

(** * pi *)

(** Machin's formula with atan (1/3) and atan (1/7), summed up to the term N. *)
Lemma fact_pi_near : PI > 31415 / 10000 /\ PI < 31416 / 10000.
Proof.
  destruct (PI_2_3_7_ineq 2) as [low high].
  unfold sum_f_R0, tg_alt, PI_2_3_7_tg, Ratan_seq in low, high. simpl in low, high. lra.
Qed.
Lemma fact_pi_bound :
  PI > 314159265358979 / 100000000000000 /\ PI < 314159265358980 / 100000000000000.
Proof.
  destruct (PI_2_3_7_ineq 7) as [low high].
  unfold sum_f_R0, tg_alt, PI_2_3_7_tg, Ratan_seq in low, high. simpl in low, high. lra.
Qed.

(** * exp and log *)

Lemma fact_exp_positive T : exp T > 0.
Proof. apply exp_pos. Qed.

Lemma fact_exp_tangent T : exp T >= 1 + T.
Proof. apply Rle_ge, exp_ineq1_le. Qed.

Lemma fact_exp_inverse T : exp T * exp (- T) = 1.
Proof. rewrite <- exp_plus. replace (T + - T) with 0 by ring. apply exp_0. Qed.

Lemma fact_exp_below T : T >= 1 \/ exp T * (1 - T) <= 1.
Proof.
  right. assert (A := fact_exp_tangent (- T)). assert (B := fact_exp_inverse T).
  assert (C := exp_pos T). nra.
Qed.

Lemma fact_exp_sum T U : exp (T + U) = exp T * exp U.
Proof. apply exp_plus. Qed.

Lemma fact_exp_monotone T U : (T <= U /\ exp T <= exp U) \/ (T > U /\ exp T > exp U).
Proof.
  destruct (Rle_or_lt T U) as [[less | ->] | more].
  - left. split. lra. apply Rlt_le, exp_increasing, less.
  - left. lra.
  - right. split. lra. apply exp_increasing, more.
Qed.

Lemma fact_exp_log T : T > 0 -> exp (ln T) = T.
Proof. apply exp_ln. Qed.
Lemma fact_log_exp T : exp T > 0 -> ln (exp T) = T.
Proof. intros _. apply ln_exp. Qed.

Lemma fact_log_tangent T : T > 0 -> ln T <= T - 1.
Proof. intro pos. assert (A := fact_exp_tangent (ln T)). rewrite exp_ln in A by lra. lra. Qed.

Lemma fact_log_lower T : T > 0 -> T <> 0 -> ln T >= 1 - 1 / T.
Proof.
  intros pos _. assert (A := fact_log_tangent (/ T) (Rinv_0_lt_compat _ pos)).
  rewrite ln_Rinv in A by lra. unfold Rdiv. lra.
Qed.

Lemma fact_log_product T U : T * U > 0 -> T > 0 -> U > 0 -> ln (T * U) = ln T + ln U.
Proof. intros _ one two. apply ln_mult; lra. Qed.

Lemma fact_log_monotone T U : T > 0 -> U > 0 ->
  (T <= U /\ ln T <= ln U) \/ (T > U /\ ln T > ln U).
Proof.
  intros one two. destruct (Rle_or_lt T U) as [[less | ->] | more].
  - left. split. lra. apply Rlt_le, ln_increasing; lra.
  - left. lra.
  - right. split. lra. apply ln_increasing; lra.
Qed.

Lemma zero_log_one T : T - 1 = 0 -> T > 0 -> ln T = 0.
Proof. intros is _. replace T with 1 by lra. apply ln_1. Qed.
Lemma zero_log_e T : T - exp 1 = 0 -> T > 0 -> ln T - 1 = 0.
Proof. intros is _. replace T with (exp 1) by lra. rewrite ln_exp. ring. Qed.
Lemma zero_exp_zero T : T = 0 -> exp T - 1 = 0.
Proof. intros ->. rewrite exp_0. ring. Qed.
Lemma zero_exp_one T : T - 1 = 0 -> exp T - exp 1 = 0.
Proof. intro is. replace T with 1 by lra. ring. Qed.
Lemma zero_exp_sum T U V : T + U - V = 0 -> exp T * exp U - exp V = 0.
Proof. intro is. replace V with (T + U) by lra. rewrite exp_plus. ring. Qed.
Lemma zero_exp_log T : 0 = 0 -> T > 0 -> exp (ln T) - T = 0.
Proof. intros _ pos. rewrite exp_ln; lra. Qed.
Lemma zero_log_exp T : 0 = 0 -> ln (exp T) - T = 0.
Proof. intros _. rewrite ln_exp. ring. Qed.
Lemma zero_log_product T U V : T * U - V = 0 -> T > 0 -> U > 0 -> ln T + ln U - ln V = 0.
Proof. intros is one two. replace V with (T * U) by lra. rewrite ln_mult by lra. ring. Qed.

(** exp x >= 1 + x + x^2 / 2 for x >= 0: the difference grows. *)
Lemma fact_exp_quadratic T : T < 0 \/ exp T >= 1 + T + T ^ 2 / 2.
Proof.
  destruct (Rtotal_order T 0) as [less | [-> | more]]; [ left; exact less | right | right ].
  - rewrite exp_0. lra.
  - destruct (MVT_cor2 (fun y => exp y - (1 + y + y ^ 2 / 2)) (fun y => exp y - (1 + y)) 0 T more)
      as [c [E _]].
    + intros c _. apply derivable_pt_lim_minus. apply derivable_pt_lim_exp.
      replace (1 + c) with (0 + 1 + / 2 * (INR 2 * c ^ pred 2)) by (simpl; field).
      apply (derivable_pt_lim_ext (fun y => 1 + y + / 2 * y ^ 2)). intro; field.
      apply derivable_pt_lim_plus. apply derivable_pt_lim_plus. apply derivable_pt_lim_const.
      apply derivable_pt_lim_id. apply derivable_pt_lim_scal. apply derivable_pt_lim_pow.
    + assert (A := fact_exp_tangent c). rewrite exp_0 in E. nra.
Qed.

(** * sin and cos *)

Lemma fact_pythagoras T : sin T ^ 2 + cos T ^ 2 = 1.
Proof. assert (A := sin2_cos2 T). unfold Rsqr in A. lra. Qed.
Lemma zero_pythagoras T : 0 = 0 -> sin T ^ 2 + cos T ^ 2 - 1 = 0.
Proof. intros _. assert (A := fact_pythagoras T). lra. Qed.

Lemma fact_sin_bound T : sin T >= - 1 /\ sin T <= 1.
Proof. assert (A := SIN_bound T). lra. Qed.
Lemma fact_cos_bound T : cos T >= - 1 /\ cos T <= 1.
Proof. assert (A := COS_bound T). lra. Qed.

Lemma fact_sin_sign T : T < 0 \/ T > PI \/ sin T >= 0.
Proof.
  destruct (Rlt_or_le T 0), (Rle_or_lt T PI); try (left; lra); try (right; left; lra).
  right; right. apply Rle_ge, sin_ge_0; lra.
Qed.
Lemma fact_sin_positive T : T <= 0 \/ T >= PI \/ sin T > 0.
Proof.
  destruct (Rle_or_lt T 0), (Rlt_or_le T PI); try (left; lra); try (right; left; lra).
  right; right. apply sin_gt_0; lra.
Qed.
Lemma fact_cos_sign T : T < (- PI) / 2 \/ T > PI / 2 \/ cos T >= 0.
Proof.
  destruct (Rlt_or_le T (- PI / 2)), (Rle_or_lt T (PI / 2));
    try (left; lra); try (right; left; lra).
  right; right. apply Rle_ge, cos_ge_0; lra.
Qed.
Lemma fact_cos_positive T : T <= (- PI) / 2 \/ T >= PI / 2 \/ cos T > 0.
Proof.
  destruct (Rle_or_lt T (- PI / 2)), (Rlt_or_le T (PI / 2));
    try (left; lra); try (right; left; lra).
  right; right. apply cos_gt_0; lra.
Qed.

Lemma fact_sin_below T : (T >= 0 /\ sin T <= T) \/ (T < 0 /\ sin T > T).
Proof.
  destruct (Rtotal_order T 0) as [less | [-> | more]].
  - right. split. lra. assert (A := sin_lt_x (- T)). rewrite sin_neg in A. lra.
  - left. rewrite sin_0. lra.
  - left. assert (A := sin_lt_x T). lra.
Qed.

Lemma sin_above x : 0 <= x -> - x <= sin x.
Proof.
  intro low. destruct (Rle_or_lt x PI).
  - assert (A := sin_ge_0 x). lra.
  - assert (A := SIN_bound x). assert (B := fact_pi_near). lra.
Qed.

Lemma half_angle T : cos T = 1 - 2 * (sin (T / 2) * sin (T / 2)).
Proof. replace T with (2 * (T / 2)) at 1 by field. rewrite cos_2a_sin. ring. Qed.

Lemma fact_cos_quadratic T : cos T >= 1 - T ^ 2 / 2.
Proof.
  rewrite half_angle. set (x := T / 2). replace (T ^ 2 / 2) with (2 * (x * x)) by (unfold x; field).
  assert (H : forall y, 0 <= y -> sin y * sin y <= y * y).
  { intros y low. assert (A := fact_sin_below y). assert (B := sin_above y low). nra. }
  destruct (Rlt_or_le x 0) as [less | more].
  - assert (A := H (- x)). rewrite sin_neg in A. lra.
  - assert (A := H x more). lra.
Qed.

Lemma cos_gap x y : x < y -> Rabs (cos x - cos y) <= Rabs (x - y).
Proof.
  intro less. destruct (MVT_cor2 cos (fun c => - sin c) x y less) as [c [E _]].
  - intros. apply derivable_pt_lim_cos.
  - replace (cos x - cos y) with (sin c * (y - x)) by lra.
    rewrite Rabs_mult, (Rabs_minus_sym x y). rewrite <- (Rmult_1_l (Rabs (y - x))) at 2.
    apply Rmult_le_compat_r; [ apply Rabs_pos | ]. apply Rabs_le. assert (A := SIN_bound c). lra.
Qed.
Lemma fact_cos_lipschitz T U : Rabs (cos T - cos U) <= Rabs (T - U).
Proof.
  destruct (Rtotal_order T U) as [less | [-> | more]].
  - exact (cos_gap T U less).
  - rewrite !Rminus_diag_eq by reflexivity. lra.
  - rewrite (Rabs_minus_sym (cos T)), (Rabs_minus_sym T). exact (cos_gap U T more).
Qed.

(** sin T / T = cos c and (1 - sin T) / (pi / 2 - T) = cos d with c < T < d, and cos falls. *)
Lemma fact_sin_jordan T : T < 0 \/ T > PI / 2 \/ sin T >= 2 * T / PI.
Proof.
  assert (pos := PI_RGT_0).
  destruct (Rlt_or_le T 0) as [below | low]; [ left; exact below | right ].
  destruct (Rlt_or_le (PI / 2) T) as [above | high]; [ left; exact above | right ].
  destruct low as [low | <-]; [ | rewrite sin_0; replace (2 * 0 / PI) with 0 by (field; lra); lra ].
  destruct high as [high | ->];
    [ | rewrite sin_PI2; replace (2 * (PI / 2) / PI) with 1 by (field; lra); lra ].
  destruct (MVT_cor2 sin cos 0 T low) as [c [E left]]; [ intros; apply derivable_pt_lim_sin | ].
  destruct (MVT_cor2 sin cos T (PI / 2) high) as [d [F right]];
    [ intros; apply derivable_pt_lim_sin | ].
  rewrite sin_0 in E. rewrite sin_PI2 in F.
  assert (falls : 0 <= (cos c - cos d) * (T * (PI / 2 - T))).
  { apply Rmult_le_pos; [ | apply Rmult_le_pos; lra ].
    assert (A := cos_decreasing_1 c d). lra. }
  assert (G : sin T * (PI / 2 - T) - T * (1 - sin T) = (cos c - cos d) * (T * (PI / 2 - T))).
  { rewrite F. replace (sin T) with (cos c * T) by lra. ring. }
  apply Rle_ge, (Rmult_le_reg_r PI); [ lra | ].
  replace (2 * T / PI * PI) with (2 * T) by (field; lra). lra.
Qed.

(** sin x >= x - x^3 / 6 for x >= 0: the difference has the derivative cos x - 1 + x^2 / 2. *)
Lemma sin_cubic_up x : 0 <= x -> x - x ^ 3 / 6 <= sin x.
Proof.
  intros [pos | <-]; [ | rewrite sin_0; lra ].
  destruct (MVT_cor2 (fun y => sin y - y + y ^ 3 / 6) (fun y => cos y - 1 + y ^ 2 / 2) 0 x pos)
    as [c [E _]].
  - intros c _. replace (cos c - 1 + c ^ 2 / 2) with (cos c - 1 + (3 * c ^ 2) * / 6) by field.
    apply derivable_pt_lim_plus.
    + apply derivable_pt_lim_minus. apply derivable_pt_lim_sin. apply derivable_pt_lim_id.
    + apply (derivable_pt_lim_ext (fun y => / 6 * y ^ 3) (fun y => y ^ 3 / 6)).
      intro y. field. replace (3 * c ^ 2 * / 6) with (/ 6 * (INR 3 * c ^ pred 3)).
      apply derivable_pt_lim_scal. apply derivable_pt_lim_pow. simpl. field.
  - assert (A := fact_cos_quadratic c). rewrite sin_0 in E. nra.
Qed.

Lemma fact_sin_cubic T :
  (T >= 0 /\ sin T >= T - T ^ 3 / 6) \/ (T < 0 /\ sin T <= T - T ^ 3 / 6).
Proof.
  destruct (Rlt_or_le T 0) as [less | more].
  - right. split. lra. assert (A := sin_cubic_up (- T)). rewrite sin_neg in A. lra.
  - left. assert (A := sin_cubic_up T more). lra.
Qed.

Lemma fact_cos_quartic T : cos T <= 1 - T ^ 2 / 2 + T ^ 4 / 24.
Proof.
  assert (H : forall x, 0 <= x -> x * x - x ^ 4 / 3 <= sin x * sin x).
  { intros x pos. assert (A := sin_cubic_up x pos).
    destruct (Rle_or_lt 0 (x - x ^ 3 / 6)) as [low | high].
    - assert ((x - x ^ 3 / 6) * (x - x ^ 3 / 6) <= sin x * sin x) by (apply Rmult_le_compat; lra).
      assert (0 <= x ^ 3 * x ^ 3) by apply square_nonneg. lra.
    - assert (x * x > 6). { assert (x > 0) by (destruct pos; [ lra | subst; lra ]). nra. }
      assert (0 <= sin x * sin x) by apply square_nonneg. nra. }
  rewrite half_angle.
  replace (1 - T ^ 2 / 2 + T ^ 4 / 24) with (1 - 2 * ((T / 2) * (T / 2) - (T / 2) ^ 4 / 3)) by field.
  destruct (Rlt_or_le T 0) as [less | more].
  - assert (A := H (- (T / 2))). rewrite sin_neg in A. lra.
  - assert (A := H (T / 2)). lra.
Qed.

Lemma zero_sin_odd T U : T + U = 0 -> sin T + sin U = 0.
Proof. intro is. replace U with (- T) by lra. rewrite sin_neg. ring. Qed.
Lemma zero_cos_even T U : T + U = 0 -> cos T - cos U = 0.
Proof. intro is. replace U with (- T) by lra. rewrite cos_neg. ring. Qed.
Lemma zero_sin_sum T U V : T + U - V = 0 -> sin V - sin T * cos U - cos T * sin U = 0.
Proof. intro is. replace V with (T + U) by lra. rewrite sin_plus. ring. Qed.
Lemma zero_cos_sum T U V : T + U - V = 0 -> cos V - cos T * cos U + sin T * sin U = 0.
Proof. intro is. replace V with (T + U) by lra. rewrite cos_plus. ring. Qed.

Lemma zero_sin_zero T : T = 0 -> sin T = 0.
Proof. intros ->. apply sin_0. Qed.
Lemma zero_cos_zero T : T = 0 -> cos T - 1 = 0.
Proof. intros ->. rewrite cos_0. ring. Qed.
Lemma zero_cos_quarter_pi T : 4 * T - PI = 0 -> 2 * cos T - sqrt 2 = 0.
Proof.
  intro is. replace T with (PI / 4) by lra. rewrite cos_PI4.
  assert (A := sqrt_sqrt 2 ltac:(lra)). assert (B := Rlt_sqrt2_0).
  replace 2 with (sqrt 2 * sqrt 2) at 1 by exact A. field. lra.
Qed.
Lemma zero_sin_pi T : T - PI = 0 -> sin T = 0.
Proof. intro is. replace T with PI by lra. apply sin_PI. Qed.
Lemma zero_cos_pi T : T - PI = 0 -> cos T + 1 = 0.
Proof. intro is. replace T with PI by lra. rewrite cos_PI. ring. Qed.
Lemma zero_sin_half_pi T : 2 * T - PI = 0 -> sin T - 1 = 0.
Proof. intro is. replace T with (PI / 2) by lra. rewrite sin_PI2. ring. Qed.
Lemma zero_cos_half_pi T : 2 * T - PI = 0 -> cos T = 0.
Proof. intro is. replace T with (PI / 2) by lra. apply cos_PI2. Qed.
