namespace Signet.Core.Signing.Managed.Operating;

/// <summary>An operation on managed keys, as an operator asks for it.</summary>
/// <param name="Action">What is to be done.</param>
internal sealed record KeyRequest(KeyAction Action)
{
    /// <summary>The key of <see cref="KeyAction.Activate"/>, <see cref="KeyAction.Retire"/> and <see cref="KeyAction.Revoke"/>; else empty.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>The algorithm of <see cref="KeyAction.Prepare"/> and <see cref="KeyAction.Rotate"/>; null for the default one.</summary>
    public JwtAlgorithm? Algorithm { get; init; }

    /// <summary>The keys of <see cref="KeyAction.Confirm"/>.</summary>
    public IReadOnlyList<string> KeyIds { get; init; } = [];

    /// <summary>The number of copies of <see cref="KeyAction.Confirm"/>.</summary>
    public long Targets { get; init; }

    /// <summary>Whether the operator accepts what it breaks.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>Whether it is decided and not done.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Whether an action changes nothing.</summary>
    public static bool IsRead(KeyAction action) => action is KeyAction.List or KeyAction.Plan or KeyAction.Documents;

    /// <summary>Whether an action is about one key.</summary>
    public static bool NeedsKeyId(KeyAction action) => action is KeyAction.Activate or KeyAction.Retire or KeyAction.Revoke;

    /// <summary>Whether an action may have an algorithm.</summary>
    public static bool TakesAlgorithm(KeyAction action) => action is KeyAction.Prepare or KeyAction.Rotate;
}
