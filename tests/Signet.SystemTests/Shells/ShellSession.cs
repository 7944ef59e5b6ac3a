using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Signet.Testing;

namespace Signet.SystemTests.Shells;

/// <summary>A shell on a terminal (by <c>script</c> of util-linux), with a key that writes the edited line into a file.</summary>
internal sealed partial class ShellSession : IAsyncDisposable
{
    /// <summary>The key Ctrl-O.</summary>
    private const string DumpKey = "\x0f";
    private const string Prompt = "READY>";
    private readonly Process _process;
    private readonly string _dump;
    private readonly StringBuilder _screen = new();
    private readonly Task _reading;

    private ShellSession(Process process, string dump)
    {
        (_process, _dump) = (process, dump);
        _reading = ReadAsync();
    }

    /// <summary>What the shell has written on the terminal, without escape sequences.</summary>
    public string Screen
    {
        get
        {
            lock (_screen)
            {
                return Escapes().Replace(_screen.ToString(), "");
            }
        }
    }

    /// <summary>Starts a shell.</summary>
    /// <param name="shell">bash, zsh or fish.</param>
    /// <param name="folder">The current folder; home and configuration of the shell are in it.</param>
    /// <param name="setup">What the file that the shell reads at its start does before the key is bound.</param>
    public static async Task<ShellSession> StartAsync(string shell, TemporaryFolder folder, string setup)
    {
        TestMachine.Require(shell);
        var (home, dump) = (folder.File("home"), folder.File("dump"));
        var (path, text, command) = shell switch
        {
            "bash" => (
                "bashrc",
                $$"""
                {{setup}}
                PS1='{{Prompt}} '
                bind 'set bell-style none'; bind 'set show-all-if-ambiguous on'; bind 'set page-completions off'; bind 'set enable-bracketed-paste off'
                dump() { printf '%s' "$READLINE_LINE" > '{{dump}}.new'; mv '{{dump}}.new' '{{dump}}'; }
                bind -x '"\C-o": dump'
                """,
                $"bash --noprofile --rcfile '{home}/bashrc' -i"),
            "zsh" => (
                ".zshrc",
                $$"""
                {{setup}}
                PS1='{{Prompt}} '; unsetopt beep prompt_sp
                dump() { print -rn -- "$BUFFER" > '{{dump}}.new'; mv '{{dump}}.new' '{{dump}}' }
                zle -N dump; bindkey -e; bindkey '^O' dump
                """,
                "zsh -i"),
            _ => (
                ".config/fish/config.fish",
                $$"""
                function fish_prompt; echo -n '{{Prompt}} '; end
                function fish_greeting; end
                {{setup}}
                function dump; commandline > '{{dump}}.new'; mv '{{dump}}.new' '{{dump}}'; end
                bind \co dump
                """,
                "fish -i"),
        };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(home, path))!);
        await File.WriteAllTextAsync(Path.Combine(home, path), text, TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(TestMachine.Require("script"), ["-qefc", command, "/dev/null"])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Variables(home))
        {
            start.Environment[name] = value;
        }

        var session = new ShellSession(Process.Start(start)!, dump);
        await Patience.UntilAsync(() => Task.FromResult(session.Screen.Contains(Prompt, StringComparison.Ordinal)), () => $"a prompt: {session.Screen}");
        return session;
    }

    /// <summary>Types keys into an empty line, and reads the line when all have been handled.</summary>
    public async Task<string> TypeAsync(string keys)
    {
        File.Delete(_dump);

        // Ctrl-E, Ctrl-U: the end of the line, then everything before it is deleted.
        await _process.StandardInput.WriteAsync($"\x05\x15{keys}{DumpKey}");
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await Patience.UntilAsync(() => Task.FromResult(File.Exists(_dump)), () => $"the line: {Screen}");
        return (await File.ReadAllTextAsync(_dump, TestContext.Current.CancellationToken)).TrimEnd('\n');
    }

    /// <summary>Waits for a text on the terminal.</summary>
    public Task UntilShownAsync(string text) =>
        Patience.UntilAsync(() => Task.FromResult(Screen.Contains(text, StringComparison.Ordinal)), () => $"'{text}' on the terminal: {Screen}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // script ends the shell with its terminal.
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private static Dictionary<string, string?> Variables(string home) => new()
    {
        ["PATH"] = $"{Path.GetDirectoryName(typeof(Cli.Program).Assembly.Location)}:{Environment.GetEnvironmentVariable("PATH")}",
        ["HOME"] = home,
        ["ZDOTDIR"] = home,
        ["XDG_CONFIG_HOME"] = Path.Combine(home, ".config"),
        ["XDG_DATA_HOME"] = Path.Combine(home, ".local/share"),
        ["TERM"] = "xterm",
        ["LC_ALL"] = "C.UTF-8",
        ["KUBECONFIG"] = null,
        ["KUBERNETES_SERVICE_HOST"] = null,
        ["INPUTRC"] = "/dev/null",
    };

    private async Task ReadAsync()
    {
        var letters = new char[4096];
        while (await _process.StandardOutput.ReadAsync(letters) is var count and > 0)
        {
            lock (_screen)
            {
                _screen.Append(letters, 0, count);
            }
        }
    }

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]|\x1b\][^\x07]*\x07|\r")]
    private static partial Regex Escapes();
}
