using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Signet.Cli.Commands;

namespace Signet.Cli.Dev;

/// <summary>Runs the command of <c>signet dev -- COMMAND</c> with the streams of this process.</summary>
internal static partial class DevChild
{
    /// <summary>What a shell answers for a command that does not exist.</summary>
    public const int NotFound = 127;

    /// <summary>SIGTERM on Linux and macOS.</summary>
    private const int Terminate = 15;

    /// <summary>Runs it to its end. When <paramref name="stop"/> is cancelled it gets SIGTERM, once, and its end is awaited.</summary>
    /// <param name="words">The program and its arguments.</param>
    /// <param name="variables">Variables besides those of this process.</param>
    /// <param name="stop">Asks it to end.</param>
    /// <returns>Its exit code; 128 and the number of the signal when one has ended it.</returns>
    /// <exception cref="CommandException">The program cannot be started; the exit code is 127.</exception>
    public static async Task<int> RunAsync(string[] words, IReadOnlyList<KeyValuePair<string, string>> variables, CancellationToken stop)
    {
        var start = new ProcessStartInfo(words[0]) { UseShellExecute = false };
        foreach (var word in words.AsSpan(1))
        {
            start.ArgumentList.Add(word);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Start(start);
        using var stopping = stop.Register(static state => Stop((Process)state!), process);
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        return process.ExitCode;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new CommandException($"{start.FileName} cannot be run: {exception.Message}", NotFound, exception);
        }
    }

    private static void Stop(Process process)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill();
        }
        else
        {
            // It may have ended by itself; then there is nothing to do.
            _ = Signal(process.Id, Terminate);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
