namespace Signet.Server.Audit.Policy;

/// <summary>A set of stages.</summary>
/// <param name="Bits">A bit for each.</param>
internal readonly record struct AuditStages(int Bits)
{
    /// <summary>Whether a stage is in it.</summary>
    public bool Contains(AuditStage stage) => (Bits & (1 << (int)stage)) != 0;

    /// <summary>With one more stage.</summary>
    public AuditStages With(AuditStage stage) => new(Bits | (1 << (int)stage));

    /// <summary>With all of another set.</summary>
    public AuditStages With(AuditStages others) => new(Bits | others.Bits);
}
