(** What is known of a number because intervals around it are: the tactic of coq-interval. *)

From Coq Require Import Reals Lra.
From Interval Require Export Tactic.
From Steepest Require Import Steepest.
Open Scope R_scope.

Lemma fact_e_near : exp 1 > 27182 / 10000 /\ exp 1 < 27183 / 10000.
Proof. split; interval with (i_prec 40). Qed.
Lemma fact_e_bound :
  exp 1 > 271828182845904 / 100000000000000 /\ exp 1 < 271828182845905 / 100000000000000.
Proof. split; interval with (i_prec 80). Qed.
