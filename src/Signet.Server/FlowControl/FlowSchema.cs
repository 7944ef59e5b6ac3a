namespace Signet.Server.FlowControl;

/// <summary>Who sends a request, for priority and fairness. The names in metrics are those of Kubernetes' suggested FlowSchemas.</summary>
internal enum FlowSchema
{
    /// <summary>Health checks, and the issuers' documents.</summary>
    Probes,

    /// <summary>The group <c>system:masters</c>, to which the control socket belongs.</summary>
    Exempt,

    /// <summary>Nodes.</summary>
    SystemNodes,

    /// <summary>Service accounts of <c>kube-system</c>, and the controllers and the scheduler of a control plane.</summary>
    KubeSystem,

    /// <summary>Other service accounts.</summary>
    ServiceAccounts,

    /// <summary>Other authenticated users.</summary>
    GlobalDefault,

    /// <summary>Requests without credentials.</summary>
    CatchAll,
}
