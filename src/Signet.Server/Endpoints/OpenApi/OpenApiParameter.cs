namespace Signet.Server.Endpoints.OpenApi;

/// <summary>A parameter of an operation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsInPath">Whether it is a path parameter, else a query parameter.</param>
/// <param name="Type">Its type: <c>string</c>, <c>integer</c>, <c>boolean</c>.</param>
/// <param name="Description">A sentence for clients.</param>
internal sealed record OpenApiParameter(string Name, bool IsInPath, string Type, string Description)
{
    private static readonly OpenApiParameter DryRun = Query("dryRun", "string", "All: the request is processed without storing anything.");
    private static readonly OpenApiParameter FieldManager = Query("fieldManager", "string", "The name of the field manager, at most 128 printable characters; by default the User-Agent up to its slash.");
    private static readonly OpenApiParameter FieldValidation = Query("fieldValidation", "string", "The handling of unknown and duplicate fields: Ignore, Warn (the default) or Strict, which refuses the request.");
    private static readonly OpenApiParameter ResourceVersion = Query("resourceVersion", "string", "The minimum or exact revision of the answer.");

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
        Query("gracePeriodSeconds", "integer", "The grace period before the object is deleted; 0 deletes it at once."),
        Query("ignoreStoreReadErrorWithClusterBreakingPotential", "boolean", "Deletes an object whose stored value cannot be read; needs the verb unsafe-delete-ignore-read-errors."),
        Query("orphanDependents", "boolean", "Superseded by propagationPolicy."),
        Query("propagationPolicy", "string", "The handling of dependents: Orphan, Background or Foreground."),
    ];

    /// <summary>Of a list and of a watch.</summary>
    public static IReadOnlyList<OpenApiParameter> OfList { get; } =
    [
        Query("allowWatchBookmarks", "boolean", "Whether a watch sends bookmarks."),
        Query("continue", "string", "The token of the previous page."),
        Query("fieldSelector", "string", "Selects objects by their fields."),
        Query("labelSelector", "string", "Selects objects by their labels."),
        Query("limit", "integer", "The maximum number of objects in a page."),
        ResourceVersion,
        Query("resourceVersionMatch", "string", "The meaning of resourceVersion: Exact or NotOlderThan."),
        Query("sendInitialEvents", "boolean", "Whether a watch starts with the existing objects, followed by a bookmark."),
        Query("timeoutSeconds", "integer", "The maximum duration of a watch."),
        Query("watch", "boolean", "Whether events are streamed instead of a list."),
    ];

    private static OpenApiParameter Query(string name, string type, string description) => new(name, false, type, description);
}
