(** What is known of a number because intervals around it are: the tactic of coq-interval, with
    integers of Coq's own; those of the machine would be axioms. *)

From Coq Require Import Reals Lra.
From Interval Require Import Specific_ops Specific_stdz Tactic.
From Steepest Require Import Steepest.
Open Scope R_scope.

Module Floats := SpecificFloat StdZRadix2.
Module Intervals := IntervalTactic Floats.
Import Intervals.

Lemma fact_e_near : exp 1 > 27182 / 10000 /\ exp 1 < 27183 / 10000.
Proof. split; interval with (i_prec 40). Qed.
Lemma fact_e_bound :
  exp 1 > 271828182845904 / 100000000000000 /\ exp 1 < 271828182845905 / 100000000000000.
Proof. split; interval with (i_prec 80). Qed.

Ltac enclosed := interval with (i_prec 90).
Ltac enclosed_on x := interval with (i_bisect x, i_prec 90).
Ltac enclosed_on_two x y := interval with (i_bisect x, i_bisect y, i_prec 90).

(** A relation between terms that intervals separate, or that a value of a table settles. *)
Ltac by_enclosure intervals :=
  unfold sinh, cosh, tanh in *;
  first
  [ intervals
  | rewrite ?Rmult_0_r, ?Rmult_0_l, ?exp_0, ?ln_1, ?pow_O; first [ lra | intervals ]
  | match goal with
    | |- context [exp ?a] => replace a with 0 by lra; rewrite exp_0; lra
    | |- context [ln ?a] => replace a with 1 by lra; rewrite ln_1; lra
    end
  | match goal with |- ?a <= ?b => apply (Rplus_le_reg_r (- b)); ring_simplify; intervals
    | |- ?a >= ?b => apply Rle_ge, (Rplus_le_reg_r (- a)); ring_simplify; intervals end ].
