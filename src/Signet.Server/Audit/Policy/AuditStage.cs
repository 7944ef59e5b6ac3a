namespace Signet.Server.Audit.Policy;

/// <summary>How far a request has come when an event is recorded; the names are those of <c>audit.k8s.io/v1</c>.</summary>
public enum AuditStage
{
    /// <summary>It is known who asks.</summary>
    RequestReceived,

    /// <summary>An answer without end has begun: a watch.</summary>
    ResponseStarted,

    /// <summary>It has been answered.</summary>
    ResponseComplete,

    /// <summary>It failed in a way that nobody expected.</summary>
    Panic,
}

/// <summary>A set of stages.</summary>
/// <param name="Bits">A bit for each.</param>
public readonly record struct AuditStages(int Bits)
{
    /// <summary>Whether a stage is in it.</summary>
    public bool Contains(AuditStage stage) => (Bits & (1 << (int)stage)) != 0;

    /// <summary>With one more stage.</summary>
    public AuditStages With(AuditStage stage) => new(Bits | (1 << (int)stage));

    /// <summary>With all of another set.</summary>
    public AuditStages With(AuditStages others) => new(Bits | others.Bits);
}
