(** Identities between words of matrices, decided by computation.

    A term is read as sums, multiples, products and transposes of letters; [spread] makes it a
    sum of words. A word is cut where a size is 1; of what is left an entry is one of the word or
    of its transpose, a trace that of the first turn. What remains is an identity of numbers. *)

From Coq Require Import Reals Lra Fin.
From Steepest Require Import Steepest.
From Steepest Require Export Matrices.
Open Scope R_scope.

(** * Words *)

(** A letter as it is, transposed, or its own transpose, with a number that is its name; which of
    its sizes are 1 is told. *)
Inductive letter : nat -> nat -> Type :=
  | up {m n} (r : option (m = 1%nat)) (c : option (n = 1%nat)) (x : nat) (A : mat m n) : letter m n
  | down {m n} (r : option (m = 1%nat)) (c : option (n = 1%nat)) (x : nat) (A : mat n m) :
      letter m n
  | same {n} (r : option (n = 1%nat)) (x : nat) (A : mat n n) (s : mT A = A) : letter n n.
Definition value {m n} (a : letter m n) : mat m n :=
  match a with up _ _ _ A => A | down _ _ _ A => mT A | same _ _ A _ => A end.
Definition flipped {m n} (a : letter m n) : letter n m :=
  match a with
  | up r c x A => down c r x A
  | down r c x A => up c r x A
  | same r x A s => same r x A s
  end.
Definition row {m n} (a : letter m n) : option (m = 1%nat) :=
  match a with up r _ _ _ => r | down r _ _ _ => r | same r _ _ _ => r end.
Definition column {m n} (a : letter m n) : option (n = 1%nat) :=
  match a with up _ c _ _ => c | down _ c _ _ => c | same r _ _ _ => r end.
Fixpoint double (x : nat) : nat := match x with O => O | S y => S (S (double y)) end.
Definition code {m n} (a : letter m n) : nat :=
  match a with up _ _ x _ => double x | down _ _ x _ => S (double x) | same _ x _ _ => double x end.

Lemma value_flipped {m n} (a : letter m n) : value (flipped a) = mT (value a).
Proof. destruct a; simpl; auto. Qed.

Inductive word : nat -> nat -> Type :=
  | none n : word n n
  | then_ {m k n} (a : letter m k) (w : word k n) : word m n.
Fixpoint after {m k n} (X : mat m k) (w : word k n) : mat m n :=
  match w in word k n return mat m k -> mat m n with
  | none _ => fun X => X
  | then_ a w => fun X => mmul X (after (value a) w)
  end X.
Definition spelled {m n} (w : word m n) : mat m n :=
  match w with none n => mI n | then_ a w => after (value a) w end.
Fixpoint joined {m k n} (w : word m k) : word k n -> word m n :=
  match w with none _ => fun v => v | then_ a w => fun v => then_ a (joined w v) end.
Fixpoint turned {m k n} (w : word m k) : word m n -> word k n :=
  match w with none _ => fun v => v | then_ a w => fun v => turned w (then_ (flipped a) v) end.
Definition single {m n} (a : letter m n) : word m n := then_ a (none n).
Definition flip {m n} (w : word m n) : word n m := turned w (none m).
Fixpoint codes {m n} (w : word m n) : list nat :=
  match w with none _ => nil | then_ a w => (code a :: codes w)%list end.

Lemma after_is {m k n} (X : mat m k) (w : word k n) : after X w = mmul X (spelled w).
Proof. destruct w; simpl. symmetry. apply mmul_I_r. reflexivity. Qed.
Lemma spelled_then {m k n} (a : letter m k) (w : word k n) :
  spelled (then_ a w) = mmul (value a) (spelled w).
Proof. apply after_is. Qed.
Lemma spelled_joined {m k n} (w : word m k) (v : word k n) :
  spelled (joined w v) = mmul (spelled w) (spelled v).
Proof.
  induction w as [|m l k a w IH]; cbn [joined]. symmetry. apply mmul_I_l.
  rewrite !spelled_then, IH. symmetry. apply mmul_assoc.
Qed.
Lemma spelled_turned {m k n} (w : word m k) (v : word m n) :
  spelled (turned w v) = mmul (mT (spelled w)) (spelled v).
Proof.
  revert v. induction w as [|m l k a w IH]; intro v; cbn [turned].
  - cbn [spelled]. rewrite mT_I. symmetry. apply mmul_I_l.
  - rewrite IH, !spelled_then, value_flipped, mT_mul, mmul_assoc. reflexivity.
Qed.
Lemma spelled_flip {m n} (w : word m n) : spelled (flip w) = mT (spelled w).
Proof. unfold flip. rewrite spelled_turned. apply mmul_I_r. Qed.
Lemma joined_assoc {a b c d} (u : word a b) (v : word b c) (w : word c d) :
  joined (joined u v) w = joined u (joined v w).
Proof. induction u; cbn [joined]. reflexivity. f_equal. auto. Qed.

(** What is left of numbers: words of letters. *)
Definition traced {n} (A : mat n n) : R := tr A.
Definition placed {m n} (A : mat m n) i j : R := A i j.

(** The first in the order of names. *)
Fixpoint less (x y : nat) : option bool :=  (* None: the same *)
  match x, y with
  | O, O => None
  | O, S _ => Some true
  | S _, O => Some false
  | S x, S y => less x y
  end.
Fixpoint before (x y : list nat) : bool :=
  match x, y with
  | (a :: x)%list, (b :: y)%list => match less a b with Some r => r | None => before x y end
  | nil, nil => false
  | nil, _ => true
  | _, nil => false
  end.

(** An entry of a word: of it or of its transpose, whichever comes first; cut where a size is 1. *)
Definition shown {m n} (w : word m n) (i : Fin.t m) (j : Fin.t n) : R :=
  if before (codes (flip w)) (codes w) then placed (spelled (flip w)) j i
  else placed (spelled w) i j.
Lemma shown_is {m n} (w : word m n) i j : shown w i j = spelled w i j.
Proof. unfold shown, placed. destruct before; [ rewrite spelled_flip | ]; reflexivity. Qed.

Definition only {k : nat} (p : k = 1%nat) : Fin.t k := eq_rect_r Fin.t F1 p.
Definition ended {m n} (w : word m n) : bool := match w with none _ => true | _ => false end.
Fixpoint entry {m k n} (front : word m k) (w : word k n) (i : Fin.t m) (j : Fin.t n) : R :=
  match w in word k n return word m k -> Fin.t n -> R with
  | none _ => fun front j => shown front i j
  | then_ a w => fun front j =>
      if ended w then shown (joined front (then_ a w)) i j else
      match column a with
      | None => entry (joined front (single a)) w i j
      | Some p => shown (joined front (single a)) i (only p) * entry (none _) w (only p) j
      end
  end front j.
Lemma through_one {m k n} (p : k = 1%nat) (A : mat m k) (B : mat k n) i j :
  mmul A B i j = A i (only p) * B (only p) j.
Proof. subst k. unfold mmul, only, eq_rect_r. cbn. apply Rplus_0_r. Qed.
Lemma entry_is {m k n} (front : word m k) (w : word k n) i j :
  entry front w i j = spelled (joined front w) i j.
Proof.
  revert m front i. induction w as [|k l n a w IH]; intros m front i; cbn [entry].
  - rewrite shown_is, spelled_joined. cbn [spelled]. rewrite mmul_I_r. reflexivity.
  - destruct (ended w); [ apply shown_is | ].
    assert (E : joined front (then_ a w) = joined (joined front (single a)) w).
    { rewrite joined_assoc. reflexivity. }
    destruct (column a) as [p|]; rewrite IH; [ cbn [joined] | rewrite E; reflexivity ].
    rewrite E, shown_is, (spelled_joined _ w). symmetry. apply (through_one p).
Qed.

(** A trace of a word: cut where a size is 1; else of the first of its turns and transposes. *)
Fixpoint cut {m n} (front : word m n) (w : word n m) : option R :=
  match w in word n m return word m n -> option R with
  | none _ => fun _ => None
  | then_ a w => fun front =>
      match row a with
      | Some p => Some (entry (none _) (joined (then_ a w) front) (only p) (only p))
      | None => cut (joined front (single a)) w
      end
  end front.
Definition first_of {n} (w : word n n) (best : list nat * R) : list nat * R :=
  if before (codes w) (fst best) then (codes w, traced (spelled w)) else best.
Fixpoint first_turn {m n} (front : word m n) (w : word n m) (best : list nat * R) : list nat * R :=
  match w in word n m return word m n -> list nat * R with
  | none _ => fun _ => best
  | then_ a w => fun front =>
      let here := joined (then_ a w) front in
      first_turn (joined front (single a)) w (first_of (flip here) (first_of here best))
  end front.
Definition trace {n} (w : word n n) : R :=
  match cut (none n) w with
  | Some r => r
  | None => snd (first_turn (none n) w (codes w, traced (spelled w)))
  end.

Lemma tr_only {n} (p : n = 1%nat) (A : mat n n) : tr A = A (only p) (only p).
Proof. subst n. unfold tr, only, eq_rect_r. cbn. apply Rplus_0_r. Qed.
Lemma tr_turn {m n} (v : word m n) (w : word n m) :
  tr (spelled (joined w v)) = tr (spelled (joined v w)).
Proof. rewrite !spelled_joined. apply tr_comm. Qed.
Lemma some_same (r s : R) : Some r = Some s -> r = s.
Proof. congruence. Qed.
Lemma cut_is {m n} (front : word m n) (w : word n m) r : cut front w = Some r ->
  r = tr (spelled (joined front w)).
Proof.
  revert front. induction w as [|n l m a w IH]; intros front; cbn [cut]. discriminate.
  destruct (row a) as [p|].
  - intro H. apply some_same in H as <-. rewrite entry_is, <- tr_turn. symmetry. apply (tr_only p).
  - intro H. rewrite (IH _ H), joined_assoc. reflexivity.
Qed.
Lemma first_of_is {n} (w : word n n) best t :
  tr (spelled w) = t -> snd best = t -> snd (first_of w best) = t.
Proof. intros W B. unfold first_of. destruct before; [ exact W | exact B ]. Qed.
Lemma first_turn_is {m n} (front : word m n) (w : word n m) best t :
  t = tr (spelled (joined front w)) -> snd best = t -> snd (first_turn front w best) = t.
Proof.
  revert front best. induction w as [|n l m a w IH]; intros front best T B; cbn [first_turn]; auto.
  assert (H : tr (spelled (joined (then_ a w) front)) = t) by (rewrite tr_turn; auto).
  apply IH.
  - rewrite joined_assoc. exact T.
  - set (here := joined (then_ a w) front) in *.
    assert (G : tr (spelled (flip here)) = t) by (rewrite spelled_flip; exact H).
    apply first_of_is; [ exact G | apply first_of_is; [ exact H | exact B ] ].
Qed.
Lemma trace_is {n} (w : word n n) : trace w = tr (spelled w).
Proof.
  unfold trace. destruct (cut (none n) w) as [r|] eqn:E. exact (cut_is _ _ _ E).
  apply (first_turn_is (none n) w); reflexivity.
Qed.

(** * Sums of words *)

Inductive term : nat -> nat -> Type :=
  | Letter {m n} (a : letter m n) : term m n
  | One n : term n n
  | Zero m n : term m n
  | Flip {m n} (t : term m n) : term n m
  | Add {m n} (s t : term m n) : term m n
  | Scale {m n} (c : R) (t : term m n) : term m n
  | Mul {m k n} (s : term m k) (t : term k n) : term m n.
Fixpoint meant {m n} (t : term m n) : mat m n :=
  match t with
  | Letter a => value a
  | One n => mI n
  | Zero m n => mzero m n
  | Flip t => mT (meant t)
  | Add s t => madd (meant s) (meant t)
  | Scale c t => mscale c (meant t)
  | Mul s t => mmul (meant s) (meant t)
  end.

Definition words m n : Type := list (R * word m n).
Fixpoint sum_of {m n} (l : words m n) : mat m n :=
  match l with nil => mzero m n | ((c, w) :: l)%list => madd (mscale c (spelled w)) (sum_of l) end.
Fixpoint both {m n} (l k : words m n) : words m n :=
  match l with nil => k | (x :: l)%list => (x :: both l k)%list end.
Fixpoint scaled {m n} (c : R) (l : words m n) : words m n :=
  match l with nil => nil | ((d, w) :: l)%list => ((c * d, w) :: scaled c l)%list end.
Fixpoint flips {m n} (l : words m n) : words n m :=
  match l with nil => nil | ((d, w) :: l)%list => ((d, flip w) :: flips l)%list end.
Fixpoint times {m k n} (c : R) (v : word m k) (l : words k n) : words m n :=
  match l with nil => nil | ((d, w) :: l)%list => ((c * d, joined v w) :: times c v l)%list end.
Fixpoint product {m k n} (l : words m k) (r : words k n) : words m n :=
  match l with nil => nil | ((c, v) :: l)%list => both (times c v r) (product l r) end.
Fixpoint spread {m n} (t : term m n) : words m n :=
  match t with
  | Letter a => ((1, single a) :: nil)%list
  | One n => ((1, none n) :: nil)%list
  | Zero m n => nil
  | Flip t => flips (spread t)
  | Add s t => both (spread s) (spread t)
  | Scale c t => scaled c (spread t)
  | Mul s t => product (spread s) (spread t)
  end.

Lemma both_is {m n} (l k : words m n) : sum_of (both l k) = madd (sum_of l) (sum_of k).
Proof.
  induction l as [|[c w] l IH]; cbn [both sum_of].
  - apply mat_ext. intros. unfold madd, mzero. ring.
  - rewrite IH. apply mat_ext. intros. unfold madd. ring.
Qed.
Lemma scaled_is {m n} c (l : words m n) : sum_of (scaled c l) = mscale c (sum_of l).
Proof.
  induction l as [|[d w] l IH]; cbn [scaled sum_of]; [ | rewrite IH ];
    apply mat_ext; intros; unfold madd, mscale, mzero; ring.
Qed.
Lemma flips_is {m n} (l : words m n) : sum_of (flips l) = mT (sum_of l).
Proof.
  induction l as [|[d w] l IH]; cbn [flips sum_of]. reflexivity.
  rewrite IH, spelled_flip. reflexivity.
Qed.
Lemma times_is {m k n} c (v : word m k) (l : words k n) :
  sum_of (times c v l) = mscale c (mmul (spelled v) (sum_of l)).
Proof.
  induction l as [|[d w] l IH]; cbn [times sum_of].
  - rewrite mmul_zero_r. apply mat_ext. intros. unfold mscale, mzero. ring.
  - rewrite IH, spelled_joined, mmul_add_r, mmul_scale_r. apply mat_ext. intros.
    unfold madd, mscale. ring.
Qed.
Lemma product_is {m k n} (l : words m k) (r : words k n) :
  sum_of (product l r) = mmul (sum_of l) (sum_of r).
Proof.
  induction l as [|[c v] l IH]; cbn [product sum_of].
  - symmetry. apply mmul_zero_l.
  - rewrite both_is, times_is, IH, mmul_add_l, mmul_scale_l. reflexivity.
Qed.
Lemma spread_is {m n} (t : term m n) : sum_of (spread t) = meant t.
Proof.
  induction t; cbn [spread meant].
  - apply mat_ext. intros. cbn. unfold madd, mscale, mzero. ring.
  - apply mat_ext. intros. cbn. unfold madd, mscale, mzero. ring.
  - reflexivity.
  - rewrite flips_is, IHt. reflexivity.
  - rewrite both_is, IHt1, IHt2. reflexivity.
  - rewrite scaled_is, IHt. reflexivity.
  - rewrite product_is, IHt1, IHt2. reflexivity.
Qed.

Fixpoint traces {n} (l : words n n) : R :=
  match l with nil => 0 | ((c, w) :: l)%list => c * trace w + traces l end.
Fixpoint entries {m n} (l : words m n) (i : Fin.t m) (j : Fin.t n) : R :=
  match l with nil => 0 | ((c, w) :: l)%list => c * entry (none m) w i j + entries l i j end.
Lemma traces_are {n} (t : term n n) : tr (meant t) = traces (spread t).
Proof.
  rewrite <- spread_is. induction (spread t) as [|[c w] l IH]; cbn [sum_of traces].
  apply tr_zero. rewrite trace_is, tr_add, tr_scale, IH. reflexivity.
Qed.
Lemma entries_are {m n} (t : term m n) i j : meant t i j = entries (spread t) i j.
Proof.
  rewrite <- spread_is. induction (spread t) as [|[c w] l IH]; cbn [sum_of entries]. reflexivity.
  rewrite <- IH, entry_is. reflexivity.
Qed.

(** ** The tactic *)

(** Is the size 1? *)
Ltac is_one n := lazymatch n with
  | 1%nat => constr:(Some (@eq_refl nat 1%nat)) | _ => constr:(@None (n = 1%nat)) end.
(** The matrices in the context; their places are the names of the letters. *)
Ltac letters known := match goal with
  | A : mat _ _ |- _ =>
      lazymatch known with context [A] => fail | _ => letters constr:((A, known)) end
  | _ => known
  end.
Ltac place A known := lazymatch known with
  | (A, _) => constr:(O) | (_, ?rest) => let k := place A rest in constr:(S k) end.
Ltac term_of known X := lazymatch X with
  | madd ?A ?B => let s := term_of known A in let t := term_of known B in constr:(Add s t)
  | msub ?A ?B =>
      let s := term_of known A in let t := term_of known B in constr:(Add s (Scale (-1)%R t))
  | mopp ?A => let s := term_of known A in constr:(Scale (-1)%R s)
  | mscale ?c ?A => let s := term_of known A in constr:(Scale c s)
  | mmul ?A ?B => let s := term_of known A in let t := term_of known B in constr:(Mul s t)
  | mT ?A => let s := term_of known A in constr:(Flip s)
  | mI ?n => constr:(One n)
  | mzero ?m ?n => constr:(Zero m n)
  | _ => let x := place X known in match goal with
      | s : mT X = X |- _ => lazymatch type of X with mat ?n _ =>
          let r := is_one n in constr:(Letter (same r x X s)) end
      | _ => lazymatch type of X with mat ?m ?n =>
          let r := is_one m in let c := is_one n in constr:(Letter (up r c x X)) end
      end
  end.
Ltac computed v := eval cbv beta iota zeta delta [
  value flipped row column double code after spelled joined turned single flip codes less before
  shown only ended entry cut first_of first_turn trace both scaled flips times product
  spread traces entries fst snd eq_rect_r eq_rect eq_sym] in v.

Definition becomes (x v : R) : Prop := x = v.

(** A number becomes a variable where [put] says, with what it is as a sum of words. *)
Ltac settled put number proof v :=
  let x := fresh "x''" in let T := fresh "T''" in
  put x number; assert (T : becomes x v) by exact proof; clearbody x.
Ltac settled_trace put known number X :=
  let t := term_of known X in let v := computed (traces (spread t)) in
  settled put number (traces_are t) v.
Ltac settled_entry put known number X i j :=
  let t := term_of known X in let v := computed (entries (spread t) i j) in
  settled put number (entries_are t i j) v.

(** A term without numbers that are still to be read. *)
Ltac innermost X := lazymatch X with
  | context [tr _] => fail | context [inner _ _] => fail | context [norm2 _] => fail | _ => idtac
  end.
Ltac one_trace put known T := match T with
  | context [@tr ?n ?X] => innermost X; settled_trace put known (@tr n X) X
  | context [@norm2 ?m ?n ?X] =>
      innermost X; settled_trace put known (@norm2 m n X) (mmul (mT X) X)
  | context [@inner ?m ?n ?X ?Y] =>
      innermost X; innermost Y; settled_trace put known (@inner m n X Y) (mmul (mT X) Y)
  end.
Ltac one_entry put known T := match T with
  | context [@madd ?m ?n ?A ?B ?i ?j] =>
      settled_entry put known (@madd m n A B i j) (@madd m n A B) i j
  | context [@msub ?m ?n ?A ?B ?i ?j] =>
      settled_entry put known (@msub m n A B i j) (@msub m n A B) i j
  | context [@mopp ?m ?n ?A ?i ?j] => settled_entry put known (@mopp m n A i j) (@mopp m n A) i j
  | context [@mscale ?m ?n ?c ?A ?i ?j] =>
      settled_entry put known (@mscale m n c A i j) (@mscale m n c A) i j
  | context [@mmul ?m ?k ?n ?A ?B ?i ?j] =>
      settled_entry put known (@mmul m k n A B i j) (@mmul m k n A B) i j
  | context [@mT ?m ?n ?A ?i ?j] => settled_entry put known (@mT m n A i j) (@mT m n A) i j
  | context [mzero ?m ?n ?i ?j] => settled_entry put known (mzero m n i j) (mzero m n) i j
  end.
Ltac put_in_goal x number := set (x := number).
Ltac put_in H x number := set (x := number) in H.
Ltac all_of one known :=
  repeat match goal with |- ?G => one put_in_goal known G end;
  repeat match goal with H : _ = _ :> R |- _ =>
    progress (repeat (let T := type of H in one ltac:(put_in H) known T)) end.

(** Traces from the inside out, then entries. *)
Ltac expanded :=
  let known := letters tt in
  all_of one_trace known; all_of one_entry known;
  repeat match goal with T : becomes ?x _ |- _ => unfold becomes in T; subst x end;
  unfold traced, placed in *; rewrite ?tr_one, ?one_I in *.

(** An identity of numbers, from equations of the same kind in the context. *)
Ltac of_words := first [ ring | lra ].
