"""The command `advisor`: the names of its commands, each loaded when it is called. No logic."""

try:
    import click

    from engine import __version__
    from engine.commands.common import SETTINGS, examples
    from engine.commands.group import LazyGroup
except BaseException as error:  # Ctrl-C; Python before 3.12 wraps what comes up while a class is made
    if KeyboardInterrupt not in (type(error), type(error.__cause__)):
        raise
    raise SystemExit(130) from None

COMMANDS = {
    name: f"engine.commands.{name.replace('-', '_')}"
    for name in (
        "recommend",
        "explain",
        "why-not",
        "what-if",
        "flip",
        "reasons",
        "next",
        "ask",
        "batch",
        "report",
        "new",
        "kb",
        "audit",
        "doctor",
    )
}
EPILOG = (
    examples(
        "advisor recommend examples/harbour-lane.yaml",
        "advisor explain examples/harbour-lane.yaml",
        "advisor kb check",
    )
    + """

\b
Completion, for the shell that reads the line (in .bashrc, .zshrc, or once for fish):
  eval "$(_ADVISOR_COMPLETE=bash_source advisor)"
  eval "$(_ADVISOR_COMPLETE=zsh_source advisor)"
  _ADVISOR_COMPLETE=fish_source advisor > ~/.config/fish/completions/advisor.fish

\b
Exit codes: 0 answered, whatever the answer; 1 findings (of a check or a test); 2 usage or invalid
  input; 3 only with --fail-on; 5 the audit log failed, there is no answer; 70 internal error
  (ADVISOR_DEBUG=1 shows where); 130 interrupted
"""
)


@click.group(cls=LazyGroup, modules=COMMANDS, context_settings=SETTINGS, epilog=EPILOG)
@click.version_option(__version__, message=f"advisor {__version__}")
def main() -> None:
    """Advise on a case from a knowledge base of rules, and show why.

    Every answer is a derivation that an independent checker accepted; what is not known is never taken
    as a no. Data goes to standard output, everything else to standard error.
    """


if __name__ == "__main__":
    main(prog_name="advisor")
