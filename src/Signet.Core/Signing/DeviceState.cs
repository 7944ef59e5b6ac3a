namespace Signet.Core.Signing;

/// <summary>The state of the device of a signer. Compared by reference.</summary>
/// <param name="condition">The condition.</param>
/// <param name="fault">Why it is not ready; empty if it is.</param>
internal sealed class DeviceState(DeviceCondition condition, string fault)
{
    /// <summary>The condition.</summary>
    public DeviceCondition Condition => condition;

    /// <summary>Why it is not ready, for the log and the audit log; empty if it is.</summary>
    public string Fault => fault;

    /// <summary>Whether the device may return by itself; otherwise an operator has to correct something.</summary>
    public bool IsTransient { get; init; }
}
