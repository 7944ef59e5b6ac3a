namespace Signet.Server.FlowControl;

/// <summary>The names of the flow schemas in metrics.</summary>
internal static class FlowSchemaNames
{
    /// <summary>Indexed by <see cref="FlowSchema"/>.</summary>
    private static readonly string[] Names =
        ["probes", "exempt", "system-nodes", "kube-system-service-accounts", "service-accounts", "global-default", "catch-all"];

    /// <summary>The name of a schema.</summary>
    public static string Of(FlowSchema schema) => Names[(int)schema];
}
