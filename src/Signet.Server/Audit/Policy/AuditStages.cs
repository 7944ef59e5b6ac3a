namespace Signet.Server.Audit.Policy;

/// <summary>A set of audit stages.</summary>
/// <param name="Bits">One bit per stage.</param>
internal readonly record struct AuditStages(int Bits)
{
    /// <summary>Whether the set has a stage.</summary>
    public bool Contains(AuditStage stage) => (Bits & (1 << (int)stage)) != 0;

    /// <summary>The set with one more stage.</summary>
    public AuditStages With(AuditStage stage) => new(Bits | (1 << (int)stage));

    /// <summary>The union of both sets.</summary>
    public AuditStages With(AuditStages others) => new(Bits | others.Bits);
}
