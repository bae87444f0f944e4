(** Derivatives: the table of the checker is proved at each use by Coquelicot. *)

From Coq Require Export Reals Lra.
From Coquelicot Require Export Coquelicot.
From Steepest Require Import Steepest.
Open Scope R_scope.

(** A function has the slope that is said. *)
Ltac derived :=
  auto_derive;
  [ pieces; first [ exact I | reshaped | nonzero ] | by_field ].

(** It is differentiable: its slope is known. *)
Ltac has_slope :=
  match goal with
  | H : is_derive _ _ _ |- ex_derive _ _ => solve [ eexists; exact H ]
  end.
