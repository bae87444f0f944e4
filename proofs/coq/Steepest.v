(** The prelude of exported claims: the rules, and the tactics that decide arithmetic. *)

From Coq Require Export Reals Lra Psatz Lia Classical.
From Coq Require Import FunctionalExtensionality.
From Steepest Require Export Rules.
Open Scope R_scope.

Ltac pieces := repeat match goal with |- _ /\ _ => split end.
Ltac ands := repeat match goal with H : _ /\ _ |- _ => destruct H end.

(** The opposite of a number is a number: terms that differ in this alone become the same. *)
Ltac signs := repeat match goal with
  | H : context [- IZR (Zpos ?p)] |- _ => change (- IZR (Zpos p)) with (IZR (Zneg p)) in H
  | |- context [- IZR (Zpos ?p)] => change (- IZR (Zpos p)) with (IZR (Zneg p))
  end.

(** INR goes inwards, and a natural number becomes a real one. *)
Ltac number n := lazymatch n with O => idtac | S ?k => number k end.
Ltac cast_numbers :=
  repeat match goal with
  | |- context [INR ?n] => number n; let z := eval compute in (Z.of_nat n) in
      change (INR n) with (INR (Z.to_nat z)) in *; rewrite (INR_IZR_INZ (Z.to_nat z)) in *;
      change (Z.of_nat (Z.to_nat z)) with z in *
  | H : context [INR ?n] |- _ => number n; let z := eval compute in (Z.of_nat n) in
      change (INR n) with (INR (Z.to_nat z)) in *; rewrite (INR_IZR_INZ (Z.to_nat z)) in *;
      change (Z.of_nat (Z.to_nat z)) with z in *
  end.
Ltac casts :=
  repeat first [ rewrite plus_INR in * | rewrite mult_INR in * | rewrite pow_INR in * ];
  cast_numbers.

(** A denominator or another factor is not zero. *)
Ltac nonzero :=
  first
  [ assumption | lra | apply Rgt_not_eq; assumption | apply Rlt_not_eq; assumption
  | apply not_eq_sym; assumption
  | apply pow_nonzero; nonzero
  | apply Rmult_integral_contrapositive_currified; nonzero
  | apply Rinv_neq_0_compat; nonzero
  | apply Rgt_not_eq; apply PI_RGT_0 | apply Rgt_not_eq; apply exp_pos
  | nra ].
Ltac nonzeros := repeat match goal with |- _ /\ _ => split end; nonzero.

Ltac by_field := solve [ ring | field; nonzeros | field_simplify_eq; nonzeros ].
(** The same where `ring` alone cannot do it. *)
Ltac by_quotients := solve [ field; nonzeros | by_field ].

(** A fact from the context in another shape. *)
Ltac reshaped := first [ assumption | lra | solve [ whole ] | tauto | nonzero ].

(** Quotients, roots and absolute values become numbers of which the context says what they are. *)
Ltac name_quotients :=
  repeat match goal with
  | |- context [?a / ?b] => lazymatch b with IZR _ => fail | _ => idtac end;
      let q := fresh "q" in let e := fresh "Q" in
      assert (e : (a / b) * b = a) by (field; nonzeros);
      set (q := a / b) in *; clearbody q
  | H : context [?a / ?b] |- _ => lazymatch b with IZR _ => fail | _ => idtac end;
      let q := fresh "q" in let e := fresh "Q" in
      assert (e : (a / b) * b = a) by (field; nonzeros);
      set (q := a / b) in *; clearbody q
  | |- context [sqrt ?a] => let r := fresh "r" in let e := fresh "Q" in let s := fresh "Q" in
      assert (s := sqrt_pos a); assert (e : sqrt a * sqrt a = a) by (apply sqrt_sqrt; lra);
      set (r := sqrt a) in *; clearbody r
  | H : context [sqrt ?a] |- _ => let r := fresh "r" in let e := fresh "Q" in
      let s := fresh "Q" in
      assert (s := sqrt_pos a); assert (e : sqrt a * sqrt a = a) by (apply sqrt_sqrt; lra);
      set (r := sqrt a) in *; clearbody r
  end.
(** A number of which the context says that it is one of two is that one or the other. *)
Lemma unit_square (x : R) : x ^ 2 = 1 -> x = 1 \/ x = - 1.
Proof.
  intro is. assert (H : (x - 1) * (x + 1) = 0) by lra.
  apply Rmult_integral in H. destruct H; [ left | right ]; lra.
Qed.
Ltac name_values := repeat match goal with
  | H : ?x ^ 2 = 1 |- _ => is_var x; apply unit_square in H
  | H : ?x = _ \/ ?x = _ |- _ => is_var x; destruct H; subst x
  end.
Ltac name_cases :=
  unfold Rmin, Rmax, Rabs in *;
  repeat match goal with
  | |- context [Rle_dec ?a ?b] => destruct (Rle_dec a b)
  | H : context [Rle_dec ?a ?b] |- _ => destruct (Rle_dec a b)
  | |- context [Rcase_abs ?a] => destruct (Rcase_abs a)
  | H : context [Rcase_abs ?a] |- _ => destruct (Rcase_abs a)
  end.

Ltac decide_relation :=
  lazymatch goal with
  | |- _ /\ _ => split; decide_relation
  | |- _ <> _ => first [ nonzero | let E := fresh in intro E; first [ lra | nra ] ]
  | |- ?A \/ ?B => first [ left; decide_relation | right; decide_relation | lra | nra
      | let N := fresh in destruct (classic A) as [N | N];
        [ left; exact N | right; decide_relation ] ]
  | |- ~ _ => let E := fresh in intro E; ands; first [ lra | nra ]
  | |- is_integer _ => whole
  | |- _ => first [ lra | by_field | nra | psatz R 2 ]
  end.

(** What no certificate decides: linear, then products of degree two, then Coq's own search. *)
Ltac real :=
  ands;
  first [ solve [ name_values; name_cases; lra ]
        | decide_relation
        | name_quotients; decide_relation
        | name_cases; name_quotients; decide_relation ].

(** A line of a proof from the lemma of its arithmetic, up to the form of its parts. *)
Ltac settled := pieces; first [ assumption | solve [ whole ] | lra | tauto | nonzero ].
Ltac from_leaf L :=
  cbv beta in *; casts; ands;
  first [ exact L | assumption | solve [ apply L; settled ]
        | let K := fresh in assert (K := L); cbv beta in K; casts; ands;
          first [ solve [ apply K; settled ]
                | solve [ pieces; first [ assumption | apply K; settled ] ]
                | solve [ intuition (solve [ settled ]) ] ] ].

(** ** What stands there as it is written

    [assumption] and [exact] compare up to conversion: where two terms differ, Coq unfolds minus,
    quotients and powers on both sides, in nested terms again and again. These compare letters. *)
Ltac written := match goal with H : ?T |- ?G => constr_eq T G; exact H end.
Ltac as_said K :=
  let T := type of K in match goal with |- ?G => constr_eq T G; exact K end.
Ltac takes K x :=
  match type of K with forall y : ?P, _ => let T := type of x in constr_eq P T end.

(** K says the goal, but for definedness that the context knows: down both, part by part. [here]
    ends a part that K says, [known] one that the context says, [rest] what is left of the goal. *)
Ltac carried_by here known rest K := cbv beta in K; first [ here K | known K | lazymatch goal with
  | |- _ /\ _ => split; carried_by here known rest K
  | |- _ => lazymatch type of K with
    | _ /\ _ => let L := fresh in let M := fresh in destruct K as [L M];
        first [ carried_by here known rest L | carried_by here known rest M ]
    | _ => lazymatch goal with
      | |- ?A \/ ?B => destruct K as [K | K];
          [ left; carried_by here known rest K | right; carried_by here known rest K ]
      | |- exists x, _ => let x := fresh in destruct K as [x K]; exists x;
          carried_by here known rest K
      | |- ~ _ => first
          [ let N := fresh in intro N; apply K; carried_by here known rest N | solve [ rest K ] ]
      | |- forall x : _, _ => let x := fresh in intro x;
          first [ takes K x; specialize (K x); carried_by here known rest K
                | match type of K with ?P -> _ => let Q := fresh in
                    assert (Q : P) by carried_by here known rest x;
                    specialize (K Q); carried_by here known rest K end
                | solve [ intros; rest K ] ]
      | |- _ => rest K
      end end end ].

(** Nothing is searched for: what is called for stands in K or in the context. *)
Ltac nothing K := fail.
Ltac in_context K := written.
Ltac carried_at_once K := carried_by as_said in_context nothing K.
(** The hypotheses other than K are taken apart. *)
Ltac beside go K := revert K; ands; let L := fresh in intro L; go L.
Ltac at_once K := first [ as_said K | solve [ ands; pieces; written ]
  | solve [ beside carried_at_once K ] ].

(** With arithmetic. What is true around a point is for the prelude of derivatives. *)
Ltac carried_around K := fail.
Ltac by_search K := first [ carried_around K | ands; lazymatch goal with
  | |- _ <> _ => first [ written | solve [ nonzero ] | casts; lra ]
  | |- is_integer _ => solve [ whole ]
  | |- _ => first [ assumption | lra | casts; first [ assumption | lra ] ] end ].
Ltac just K := exact K.
Ltac assumed K := assumption.
Ltac carried K := carried_by just assumed by_search K.

(** Indicators in the goal lose the definedness that the context knows, under binders too. *)
Ltac known_indicator := first [ match goal with
  |- context [indicator (?A /\ ?B)] =>
    rewrite (indicator_known A B) by first [ assumption | intros; assumption ]
  end | rewrite indicator_known_first by written | rewrite indicator_known_last by written
  | rewrite indicator_known_each by written ].
Ltac known_indicators :=
  match goal with |- context [indicator _] => idtac end; ands; repeat first
  [ known_indicator
  | match goal with |- context [fun w : ?T => @?f w] =>
      let g := fresh in evar (g : T -> R); let E := fresh in
      assert (E : f = g) by (unfold g; apply functional_extensionality; intro;
        progress (cbv beta; repeat known_indicator); reflexivity);
      unfold g in E; clear g; rewrite E; clear E
    end ].

(** Sums, products and powers of natural numbers in K and in the goal become real ones. *)
Ltac casts_in K :=
  repeat first [ rewrite plus_INR in K | rewrite mult_INR in K | rewrite pow_INR in K
               | rewrite plus_INR | rewrite mult_INR | rewrite pow_INR ];
  cast_numbers; cbv beta in K.

(** A statement that a term was put into, where Coq reads it in another form. *)
Ltac bridge proof :=
  let K := fresh in assert (K := proof);
  cbv beta in *; first [ at_once K | exact K | progress known_indicators; at_once K
  | casts_in K; at_once K | solve [ beside carried K ] | solve [ ands; carried K ]
  | progress known_indicators; first [ exact K | solve [ carried K ] ]
  | ands; first [ exact K | assumption | casts; ands;
    first [ exact K | assumption | tauto | lra | solve [ intuition (solve [ auto | lra ]) ]
          | solve [ firstorder lra ] ] ] ].

(** A sum of one term more, with the obligations of its terms. *)
Ltac one_term_more :=
  let last := fresh "last" in let earlier := fresh "earlier" in
  try match goal with |- context [sum_below (?m + 1)%nat _] =>
    assert (last : INR m < INR (m + 1)%nat) by (casts; lra);
    assert (earlier : forall i : nat, INR i < INR m -> INR i < INR (m + 1)%nat)
      by (intros; casts; lra) end;
  pieces; first
  [ exact (sum_step _ _) | assumption | nonzero
  | intros; match goal with H : forall i : nat, _ |- _ => first
      [ solve [ eapply H; first [ eassumption | apply earlier; eassumption ] ]
      | solve [ apply H ] | solve [ apply H; casts; lra ]
      | match goal with i : nat |- _ => solve [ apply (H i); casts; lra ] end ] end
  | etransitivity; [ exact (sum_step _ _) | cbv beta; casts; first [ reflexivity | by_field ] ] ].

(** A function has one value at families with the same entries. *)
Ltac same_entries E := cbv beta in *; f_equal;
  repeat (let i := fresh in apply functional_extensionality; intro i); apply E.

Ltac positive := first
  [ assumption | lra | apply pos_INR | apply indicator_nonneg
  | apply sum_nonneg; intro; positive | apply pow_le; positive
  | apply Rmult_le_pos; positive | apply Rplus_le_le_0_compat; positive
  | apply Rmin_glb; positive | eapply Rle_trans; [ | apply Rmax_l ]; positive ].
(** K with the right side of the equation for the left; the terms of the equation are defined. *)
Ltac by_equation E K :=
  cbv beta in E, K; repeat match type of E with _ /\ _ => destruct E as [? E] end;
  first [ rewrite E in K; at_once K | rewrite E in *; at_once K | at_once K
        | rewrite E in K; bridge K | rewrite E in *; bridge K | bridge K ].

Lemma pos_real (x : R) : 0 <= x -> 0 <= x.
Proof. trivial. Qed.

(** A rule of expectation at terms that are given, from premises in the context. *)
Ltac premise := first
  [ assumption
  | let w := fresh in intro w; match goal with H : forall _, _ |- _ =>
      let K := fresh in assert (K := H w); ands; assumption end ].
Ltac averages L :=
  ands; let A := fresh in assert (A := L); cbv beta in A;
  repeat match type of A with ?B -> _ =>
    let C := fresh in assert (C : B) by premise; specialize (A C); clear C end;
  ands; pieces; first [ assumption | premise ].

(** Steps of a Positivstellensatz certificate: what a false formula says, and two cases. *)
Ltac shown_false N :=
  clear - N;
  first [ exact N | lra | apply NNPP; exact N | tauto
        | apply not_and_or in N; pieces; tauto
        | apply NNPP; let M := fresh in intro M; apply N; lra ].
Ltac decided := lazymatch goal with
  | |- _ < _ \/ _ >= _ => exact (lt_or_ge _ _)
  | |- _ <= _ \/ _ > _ => exact (Rle_or_lt _ _)
  | |- _ > _ \/ _ <= _ => exact (Rlt_or_le _ _)
  | |- _ >= _ \/ _ < _ => exact (ge_or_lt _ _)
  | |- ?A \/ _ => let N := fresh in
    destruct (classic A) as [N | N]; [ left; exact N | right; pieces; shown_false N ]
  end.

(** A relation holds where its side condition does: "the side is not 0, or this is 0". *)
Ltac decided_by proof :=
  match goal with |- ?s <> 0 \/ _ => let N := fresh in
    destruct (Req_dec s 0) as [N | N]; [ right; proof | left; exact N ]
  end.
