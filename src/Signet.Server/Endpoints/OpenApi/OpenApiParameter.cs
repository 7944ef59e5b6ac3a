namespace Signet.Server.Endpoints.OpenApi;

/// <summary>A parameter of an operation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsInPath">Whether it is a path parameter, else a query parameter.</param>
/// <param name="Type">Its type: <c>string</c>, <c>integer</c>, <c>boolean</c>.</param>
/// <param name="Description">A sentence for clients.</param>
internal sealed record OpenApiParameter(string Name, bool IsInPath, string Type, string Description)
{
    private static readonly OpenApiParameter DryRun = Query("dryRun", "string", "All: everything is done but the write.");
    private static readonly OpenApiParameter FieldManager = Query("fieldManager", "string", "Who makes the change; at most 128 printable letters. The User-Agent up to its slash by default.");
    private static readonly OpenApiParameter FieldValidation = Query("fieldValidation", "string", "What becomes of unknown and repeated fields: Ignore, Warn (the default) or Strict, which refuses the request.");
    private static readonly OpenApiParameter ResourceVersion = Query("resourceVersion", "string", "The state that the answer shall show, or be as new as.");

    /// <summary><c>pretty</c>.</summary>
    public static OpenApiParameter Pretty { get; } = Query("pretty", "string", "If 'true', the answer is indented.");

    /// <summary><c>name</c> in the path.</summary>
    public static OpenApiParameter ObjectName { get; } = new("name", true, "string", "The object's name.");

    /// <summary><c>namespace</c> in the path.</summary>
    public static OpenApiParameter ObjectNamespace { get; } = new("namespace", true, "string", "The namespace.");

    /// <summary>Of POST and PUT.</summary>
    public static IReadOnlyList<OpenApiParameter> OfWrite { get; } = [DryRun, FieldManager, FieldValidation];

    /// <summary>Of PATCH.</summary>
    public static IReadOnlyList<OpenApiParameter> OfPatch { get; } =
    [
        DryRun, FieldManager, FieldValidation,
        Query("force", "boolean", "For apply only: takes over fields that others manage."),
    ];

    /// <summary>Of DELETE.</summary>
    public static IReadOnlyList<OpenApiParameter> OfDelete { get; } =
    [
        DryRun,
        Query("gracePeriodSeconds", "integer", "How long the object may take to end; 0 ends it at once."),
        Query("ignoreStoreReadErrorWithClusterBreakingPotential", "boolean", "Accepted and without effect: an object that cannot be read stops the server's start."),
        Query("orphanDependents", "boolean", "Superseded by propagationPolicy."),
        Query("propagationPolicy", "string", "What becomes of the objects that this one owns: Orphan, Background or Foreground."),
    ];

    /// <summary>Of a list and of a watch.</summary>
    public static IReadOnlyList<OpenApiParameter> OfList { get; } =
    [
        Query("allowWatchBookmarks", "boolean", "Whether a watch is told now and then how far it has come."),
        Query("continue", "string", "The token of the page before."),
        Query("fieldSelector", "string", "Which objects, by their fields."),
        Query("labelSelector", "string", "Which objects, by their labels."),
        Query("limit", "integer", "How many objects a page has at most."),
        ResourceVersion,
        Query("resourceVersionMatch", "string", "How resourceVersion is meant: Exact or NotOlderThan."),
        Query("sendInitialEvents", "boolean", "Whether a watch begins with all that there is, and a bookmark behind it."),
        Query("timeoutSeconds", "integer", "How long a watch goes on at most."),
        Query("watch", "boolean", "Whether what happens is sent instead of a list."),
    ];

    private static OpenApiParameter Query(string name, string type, string description) => new(name, false, type, description);
}
