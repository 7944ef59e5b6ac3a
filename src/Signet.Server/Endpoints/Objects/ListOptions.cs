using System.Globalization;
using System.Security.Cryptography;
using Signet.Core.Primitives;
using Signet.Core.Resources.Listing;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Selectors;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;

namespace Signet.Server.Endpoints.Objects;

/// <summary>
/// The parameters of a list, a watch or a deletion of a collection (<c>meta/v1</c> ListOptions; apimachinery,
/// <c>meta/internalversion/validation</c>; apiserver, <c>pkg/endpoints/handlers/get.go</c>).
/// </summary>
internal sealed record ListOptions
{
    private const string NotOlderThan = "NotOlderThan";
    private const string Exact = "Exact";

    /// <summary>The maximum number of requirements of a selector: each is compared with each object of a list, and with each event of a watch.</summary>
    internal const int MaxRequirements = 100;

    /// <summary>A watch without <c>timeoutSeconds</c> ends at a random time between once and twice this, so that watches do not end together.</summary>
    private const int MinWatchSeconds = 30 * 60;
    private const int MaxWatchSeconds = 7 * 24 * 60 * 60;

    /// <summary>The selected objects.</summary>
    public required ObjectSelector Selector { get; init; }

    /// <summary>The maximum number of objects in a page; 0 or less means no limit.</summary>
    public long Limit { get; private init; }

    /// <summary>The token of the previous page, or empty.</summary>
    public string Continue { get; private init; } = "";

    /// <summary><c>resourceVersion</c> as sent, or empty.</summary>
    public string ResourceVersion { get; private init; } = "";

    /// <summary>The meaning of <see cref="ResourceVersion"/>.</summary>
    public RevisionMatch Match { get; private init; }

    /// <summary>The duration of a watch; null lets the server choose.</summary>
    public long? TimeoutSeconds { get; private init; }

    /// <summary>Whether a watch sends bookmarks.</summary>
    public bool AllowBookmarks { get; private init; }

    /// <summary>Whether a watch starts with the existing objects; null when that follows from the revision.</summary>
    public bool? SendInitialEvents { get; private init; }

    /// <summary>The duration of a watch.</summary>
    public TimeSpan WatchLimit => LimitOf(TimeoutSeconds);

    /// <summary>The options as a query.</summary>
    public ListQuery Query => new()
    {
        Selector = Selector,
        Limit = Limit,
        Continue = Continue,
        ResourceVersion = ResourceVersion,
        Match = Match,
    };

    /// <summary>Reads the parameters. Fails for one that cannot be parsed, else with all that contradict each other.</summary>
    public static Outcome<ListOptions> Read(ResourceDefinition resource, ApiRequest request, bool isWatch)
    {
        var query = request.Query;
        if (!TryReadInteger(query, "timeoutSeconds", out var timeout, out var error) ||
            !TryReadInteger(query, "limit", out var limit, out error) ||
            !LabelSelector.Parse(query.First("labelSelector") ?? "").TryGetValue(out var labels, out error) ||
            !FieldSelector.Parse(query.First("fieldSelector") ?? "").TryGetValue(out var fields, out error))
        {
            return error;
        }

        if (labels.Requirements.Count > MaxRequirements || fields.Requirements.Count > MaxRequirements)
        {
            return StatusErrors.BadRequest($"a selector has more than {MaxRequirements} requirements");
        }

        var version = query.First("resourceVersion") ?? "";
        var match = query.First("resourceVersionMatch") ?? "";
        var initial = query.First("sendInitialEvents") is null ? (bool?)null : query.IsSet("sendInitialEvents");
        if (isWatch && initial is null && match.Length == 0 && version is "" or "0")
        {
            // A watch without a revision starts with the existing objects.
            (initial, match) = (true, NotOlderThan);
        }

        var continued = query.First("continue") ?? "";
        var errors = isWatch ? CheckWatch(match, initial, continued) : CheckList(match, initial, continued, version);
        if (errors.Count > 0)
        {
            return StatusErrors.Invalid(new GroupKind("meta.k8s.io", "ListOptions"), "", errors);
        }

        var ns = resource.Namespaced ? request.Info.Namespace : "";
        if (!WithName(request.Info, fields).TryGetValue(out fields, out error) ||
            !ObjectSelector.Create(resource, ns, labels, fields).TryGetValue(out var selector, out error))
        {
            return error;
        }

        return new ListOptions
        {
            Selector = selector,
            Limit = limit ?? 0,
            Continue = continued,
            ResourceVersion = version,
            Match = match switch
            {
                Exact => RevisionMatch.Exact,
                NotOlderThan => RevisionMatch.NotOlderThan,
                _ => RevisionMatch.Unspecified,
            },
            TimeoutSeconds = timeout,
            AllowBookmarks = query.IsSet("allowWatchBookmarks"),
            SendInitialEvents = initial,
        };
    }

    /// <summary>The duration of a watch that has no other parameters, or a 400.</summary>
    public static Outcome<TimeSpan> ReadTimeout(QueryParameters query) =>
        TryReadInteger(query, "timeoutSeconds", out var timeout, out var error) ? LimitOf(timeout) : error;

    private static TimeSpan LimitOf(long? timeoutSeconds) => TimeSpan.FromSeconds(timeoutSeconds is { } seconds and not 0
        ? Math.Clamp(seconds, 0, MaxWatchSeconds)
        : RandomNumberGenerator.GetInt32(MinWatchSeconds, 2 * MinWatchSeconds));

    /// <summary>The deprecated watch paths have the object's name in the path.</summary>
    private static Outcome<FieldSelector> WithName(RequestInfo info, FieldSelector fields)
    {
        var name = info.NameInPath;
        if (name.Length == 0)
        {
            return fields;
        }

        const string Field = "metadata.name";
        return fields.IsEverything
            ? new FieldSelector([new FieldRequirement(Field, IsEqual: true, name)])
            : fields.ExactValue(Field) == name ? fields : StatusErrors.BadRequest("fieldSelector metadata.name doesn't match requested name");
    }

    private static FieldErrors CheckList(string match, bool? initial, string continued, string version)
    {
        var errors = new FieldErrors();
        if (match.Length > 0)
        {
            if (version.Length == 0)
            {
                errors.Add(FieldError.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided"));
            }

            CheckContinue(continued, errors);
            if (match is not (Exact or NotOlderThan))
            {
                errors.Add(FieldError.NotSupported("resourceVersionMatch", GoText.Quote(match), Exact, NotOlderThan, ""));
            }

            if (match == Exact && version == "0")
            {
                errors.Add(FieldError.Forbidden("resourceVersionMatch", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
            }
        }

        if (initial is not null)
        {
            errors.Add(FieldError.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        }

        return errors;
    }

    private static FieldErrors CheckWatch(string match, bool? initial, string continued)
    {
        var errors = new FieldErrors();
        if (initial is not null && match != NotOlderThan)
        {
            errors.Add(FieldError.Forbidden("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }

        if (match.Length == 0)
        {
            return errors;
        }

        if (initial is null)
        {
            errors.Add(FieldError.Forbidden(
                "resourceVersionMatch", "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        }

        if (match != NotOlderThan)
        {
            errors.Add(FieldError.NotSupported("resourceVersionMatch", GoText.Quote(match), NotOlderThan));
        }

        CheckContinue(continued, errors);
        return errors;
    }

    private static void CheckContinue(string continued, FieldErrors errors)
    {
        if (continued.Length > 0)
        {
            errors.Add(FieldError.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided"));
        }
    }

    private static bool TryReadInteger(
        QueryParameters query, string name, out long? value, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out StatusError? error)
    {
        (value, error) = (null, null);
        if (query.First(name) is not { } text)
        {
            return true;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            value = number;
            return true;
        }

        var isTooLong = System.Numerics.BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        error = StatusErrors.BadRequest(
            $"strconv.ParseInt: parsing {GoText.Quote(text)}: {(isTooLong ? "value out of range" : "invalid syntax")}");
        return false;
    }
}
