using System.Collections;

namespace Signet.Core.Primitives;

/// <summary>
/// The errors of one validation. A document with a hundred thousand faults has as many errors, each far longer than what caused it: after <see cref="MaxKept"/> one
/// last error says that there are more. Kubernetes lists all of them.
/// </summary>
internal sealed class FieldErrors : IReadOnlyList<FieldError>
{
    /// <summary>The errors that are kept.</summary>
    public const int MaxKept = 1000;

    private readonly List<FieldError> _errors = [];

    /// <summary>Creates a list with some errors.</summary>
    public FieldErrors(params ReadOnlySpan<FieldError> errors)
    {
        foreach (var error in errors)
        {
            Add(error);
        }
    }

    /// <inheritdoc/>
    public int Count => _errors.Count;

    /// <summary>Whether further errors are dropped, so that validating the rest of a long list is useless.</summary>
    public bool IsFull => _errors.Count > MaxKept;

    /// <inheritdoc/>
    public FieldError this[int index] => _errors[index];

    /// <summary>Adds an error, unless the list is full.</summary>
    public void Add(FieldError error)
    {
        if (_errors.Count < MaxKept)
        {
            _errors.Add(error);
        }
        else if (!IsFull)
        {
            _errors.Add(new FieldError("FieldValueTooMany", error.Field, $"Too many: there are more errors, of which the first {MaxKept} are listed"));
        }
    }

    /// <summary>Adds errors.</summary>
    public void AddRange(IEnumerable<FieldError> errors)
    {
        foreach (var error in errors)
        {
            Add(error);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<FieldError> GetEnumerator() => _errors.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
