using System.Diagnostics.CodeAnalysis;

namespace Signet.Core.Primitives;

/// <summary>
/// The result of an operation that is expected to fail at times: a value, or the <see cref="StatusError"/> that the client gets. Exceptions are
/// for bugs, failed I/O and cancellation.
/// </summary>
internal readonly struct Outcome<T>
{
    private readonly T? _value;
    private readonly StatusError? _error;

    private Outcome(T? value, StatusError? error) => (_value, _error) = (value, error);

    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => _error is null;

    /// <summary>The error, or null on success.</summary>
    public StatusError? Error => _error;

    /// <summary>The value; throws if there is none, because reading it unchecked is a bug.</summary>
    public T Value => _error is null
        ? _value!
        : throw new InvalidOperationException("The outcome is an error; check IsSuccess or use TryGetValue.");

    /// <summary>Returns true and the value, or false and the error.</summary>
    public bool TryGetValue([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out StatusError? error)
    {
        (value, error) = (_value!, _error);
        return error is null;
    }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(StatusError error) => new(default, error);
}
