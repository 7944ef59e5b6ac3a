using Signet.Core.Storage;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Checking;

/// <summary>Collects findings, each once. Steps that fail for the same reason have the same message.</summary>
internal sealed class CheckFindings
{
    private readonly List<CheckFinding> _all = [];

    /// <summary>The findings, in the order in which a start finds them.</summary>
    public IReadOnlyList<CheckFinding> All => _all;

    /// <summary>Runs a step of a start; its fault is an error.</summary>
    /// <returns>Whether it has none.</returns>
    public bool Try(Action step)
    {
        try
        {
            step();
            return true;
        }
        catch (StartupException exception)
        {
            Add(exception);
            return false;
        }
    }

    /// <summary>Runs steps of a start, all of them.</summary>
    public void TryEach(IEnumerable<Action> steps)
    {
        foreach (var step in steps)
        {
            Try(step);
        }
    }

    /// <summary>Runs a step of a start; null when it has a fault.</summary>
    /// <param name="subject">The subject of the message when the store cannot be used.</param>
    /// <param name="step">The step.</param>
    public async ValueTask<T?> TryAsync<T>(string subject, Func<ValueTask<T>> step)
        where T : class
    {
        try
        {
            return await step().ConfigureAwait(false);
        }
        catch (StartupException exception)
        {
            Add(exception);
        }
        catch (StoreUnavailableException exception)
        {
            Add(new StartupException($"{subject}: {exception.Message}", exception));
        }

        return null;
    }

    /// <summary>Adds a fault that keeps the server from starting.</summary>
    public void Add(StartupException fault) => Add(CheckSeverity.Error, fault.Message);

    /// <summary>Adds something that needs attention.</summary>
    public void Warn(string message) => Add(CheckSeverity.Warning, message);

    /// <summary>Adds a remark.</summary>
    public void Note(string message) => Add(CheckSeverity.Note, message);

    private void Add(CheckSeverity severity, string message)
    {
        var finding = new CheckFinding(severity, message.ReplaceLineEndings(" "));
        if (!_all.Contains(finding))
        {
            _all.Add(finding);
        }
    }
}
