using System.CommandLine;
using Signet.Cli.Commands;

namespace Signet.Cli.Shell;

/// <summary><c>signet completion SHELL</c>.</summary>
internal static class CompletionCommand
{
    private const string Description =
        """
        Prints the script that completes command lines of signet in a shell. It completes commands, flags, their values, the contexts of the kubeconfig and, when the server answers within a second, the names of its objects.
        bash (4.2 or later): with the package bash-completion, `signet completion bash > ~/.local/share/bash-completion/completions/signet`; without it, the line `source <(signet completion bash)` in ~/.bashrc.
        zsh: the line `source <(signet completion zsh)` in ~/.zshrc, below compinit; or `signet completion zsh > DIR/_signet` for a directory of $fpath.
        fish: `signet completion fish > ~/.config/fish/completions/signet.fish`.
        pwsh: the line `signet completion pwsh | Out-String | Invoke-Expression` in the file that $PROFILE names.
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "The shell: bash, zsh, fish or pwsh." };
        OutputOption.AcceptOnly(shell, "bash", "zsh", "fish", "pwsh");
        var command = new Command("completion", Description) { shell };
        command.SetAction((parsed, _) => CommandRunner.RunAsync(parsed, async () =>
        {
            await parsed.InvocationConfiguration.Output.WriteAsync(ReadScript(parsed.GetValue(shell)!)).ConfigureAwait(false);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static string ReadScript(string shell)
    {
        using var stream = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"completion.{shell}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
