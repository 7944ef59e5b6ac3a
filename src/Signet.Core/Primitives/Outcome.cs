using System.Diagnostics.CodeAnalysis;

namespace Signet.Core.Primitives;

/// <summary>
/// The result of something that can be expected to fail: a value, or the <see cref="StatusError"/> that a client sees.
/// Exceptions stay for bugs, lost I/O and cancellation.
/// </summary>
internal readonly struct Outcome<T>
{
    private readonly T? _value;
    private readonly StatusError? _error;

    private Outcome(T? value, StatusError? error) => (_value, _error) = (value, error);

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => _error is null;

    /// <summary>The error, or null on success.</summary>
    public StatusError? Error => _error;

    /// <summary>The value; throws when there is none, because reading it unchecked is a bug.</summary>
    public T Value => _error is null
        ? _value!
        : throw new InvalidOperationException("The outcome is an error; check IsSuccess or use TryGetValue.");

    /// <summary>Splits the outcome into its value (true) or its error (false).</summary>
    public bool TryGetValue([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out StatusError? error)
    {
        (value, error) = (_value!, _error);
        return error is null;
    }

    /// <summary>Wraps a value.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>Wraps an error.</summary>
    public static implicit operator Outcome<T>(StatusError error) => new(default, error);
}
