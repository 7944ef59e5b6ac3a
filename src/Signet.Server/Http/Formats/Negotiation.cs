using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Signet.Core.Primitives;
using Signet.Server.Http.Targets;
using static Signet.Server.Http.Formats.MediaTypeNames;

namespace Signet.Server.Http.Formats;

/// <summary>
/// Chooses the format of an answer (apiserver, <c>pkg/endpoints/handlers/negotiation</c>). Errors fall back to JSON; only
/// successful answers are refused with a 406.
/// </summary>
internal static class Negotiation
{
    /// <summary>The format for API objects, which may be tables or metadata only; or a 406.</summary>
    public static Outcome<AnswerFormat> Decide(HttpRequest request, QueryParameters query) => Decide(request, query, OfferedShapes.All, All);

    /// <summary>The format for objects that are not stored, which have no table; or a 406.</summary>
    public static Outcome<AnswerFormat> DecideWithoutTable(HttpRequest request, QueryParameters query) => Decide(request, query, OfferedShapes.Metadata, All);

    /// <summary>The format for a list, whose route also serves watches; or a 406.</summary>
    public static Outcome<AnswerFormat> DecideList(HttpRequest request, QueryParameters query) =>
        Decide(request, query, OfferedShapes.All, All + ", " + Streams);

    /// <summary>The format for objects of a kind that the schema does not have, which have no protobuf encoding; or a 406.</summary>
    public static Outcome<AnswerFormat> DecideWithoutProtobuf(HttpRequest request, QueryParameters query) =>
        Decide(request, query, OfferedShapes.All, Json + ", " + MediaTypeNames.Yaml, knowsProtobuf: false);

    /// <summary>The format for documents of one shape, such as discovery; or a 406.</summary>
    public static Outcome<AnswerFormat> DecideOneShape(HttpRequest request, QueryParameters query) => Decide(request, query, OfferedShapes.None, All);

    /// <summary>
    /// The format for <c>/apis</c> and <c>/apis/GROUP</c>, which kube-apiserver serves without a filter for media types: <c>application/*</c>
    /// is accepted there, and the 406 has another message.
    /// </summary>
    public static Outcome<AnswerFormat> DecideUnfiltered(HttpRequest request, QueryParameters query) =>
        Decide(request, query, OfferedShapes.None, available: null);

    /// <summary>The format for the events of a watch, never indented; or a 406. YAML cannot be streamed.</summary>
    public static Outcome<AnswerFormat> DecideWatch(HttpRequest request, QueryParameters query)
    {
        if (!Decide(request, query, OfferedShapes.All, All + ", " + Streams).TryGetValue(out var format, out var error))
        {
            return error;
        }

        return format.Encoding == BodyFormat.Yaml ? OnlyAccepted(Streams) : format with { IsIndented = false };
    }

    /// <summary>The format for an error: the negotiated one, else indented JSON.</summary>
    public static AnswerFormat DecideForError(HttpRequest request, QueryParameters query) =>
        DecideUnfiltered(request, query).TryGetValue(out var format, out _) ? format : new AnswerFormat(BodyFormat.Json, IsIndented: true);

    /// <summary>
    /// Two checks, as in kube-apiserver: first a filter of complete media types and <c>*/*</c> (go-restful), then the choice among
    /// the clauses by weight, which accepts <c>application/*</c>, too.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="query">Its parameters.</param>
    /// <param name="offered">The shapes that the answer can have.</param>
    /// <param name="available">The media types that the filter's 406 lists; null for no filter.</param>
    /// <param name="knowsProtobuf">Whether the answer has a protobuf encoding.</param>
    private static Outcome<AnswerFormat> Decide(
        HttpRequest request, QueryParameters query, OfferedShapes offered, string? available, bool knowsProtobuf = true)
    {
        var header = AcceptOf(request);
        if (header.Length == 0 || header == Json || header == "*/*")
        {
            return new AnswerFormat(BodyFormat.Json, IsIndented(request, query, null));
        }

        var clauses = AcceptHeader.Read(header);
        if (available is not null && !PassesFilter(clauses, knowsProtobuf))
        {
            return NotAcceptable(available);
        }

        foreach (var clause in clauses)
        {
            if (EncodingOf(clause) is not { } encoding || (encoding == BodyFormat.Protobuf && !knowsProtobuf) ||
                clause.Parameter("stream") is not ("" or "watch"))
            {
                continue;
            }

            var format = new AnswerFormat(encoding, IsIndented(request, query, clause));
            if (!ShapeNegotiation.HasShape(clause))
            {
                return format;
            }

            if (ShapeNegotiation.Decide(clause, encoding, offered) is { } shape)
            {
                format = format with { Shape = shape, MetaVersion = clause.Parameter("v") };
                return shape == AnswerShape.Table ? ShapeNegotiation.WithIncluded(format, query) : format;
            }
        }

        return OnlyAccepted(knowsProtobuf ? All : available ?? All);
    }

    private static bool PassesFilter(IReadOnlyList<AcceptClause> clauses, bool knowsProtobuf)
    {
        foreach (var clause in clauses)
        {
            if (clause.MediaType is Json or MediaTypeNames.Yaml or "*/*" || (clause.MediaType == Protobuf && knowsProtobuf))
            {
                return true;
            }
        }

        return false;
    }

    private static BodyFormat? EncodingOf(AcceptClause clause) => clause.MediaType switch
    {
        Json or AnyApplication or "*/*" => BodyFormat.Json,
        MediaTypeNames.Yaml => BodyFormat.Yaml,
        Protobuf => BodyFormat.Protobuf,
        _ => null,
    };

    /// <summary>Whether a client accepts a document of one media type.</summary>
    public static bool Accepts(HttpRequest request, string mediaType)
    {
        var header = AcceptOf(request);
        if (header.Length == 0)
        {
            return true;
        }

        foreach (var clause in AcceptHeader.Read(header))
        {
            if (clause.MediaType == mediaType || clause.MediaType == "*/*")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The 406 that lists the available media types.</summary>
    public static StatusError NotAcceptable(string available) => new()
    {
        Code = 406,
        Reason = StatusReasons.NotAcceptable,
        Message = "406: Not Acceptable\n\nAvailable representations: " + available,
        Details = StatusDetails.Empty,
    };

    /// <summary>The format of the first clause that asks for aggregated discovery, even after plain JSON; null when none does.</summary>
    public static AnswerFormat? DecideAggregated(HttpRequest request, QueryParameters query)
    {
        foreach (var clause in ClausesOf(request))
        {
            if (EncodingOf(clause) is { } encoding && clause.Parameter("g") == "apidiscovery.k8s.io" && clause.Parameter("v") == "v2" &&
                clause.Parameter("as") == "APIGroupDiscoveryList")
            {
                return new AnswerFormat(encoding, IsIndented(request, query, clause));
            }
        }

        return null;
    }

    /// <summary>The 406 for a known media type with unsupported parameters.</summary>
    private static StatusError OnlyAccepted(string available) => new()
    {
        Code = 406,
        Reason = StatusReasons.NotAcceptable,
        Message = "only the following media types are accepted: " + available,
    };

    /// <summary>The clauses of the Accept header by descending weight.</summary>
    public static IReadOnlyList<AcceptClause> ClausesOf(HttpRequest request) => AcceptHeader.Read(AcceptOf(request));

    /// <summary>Only the first of several Accept headers counts, as recorded.</summary>
    private static string AcceptOf(HttpRequest request)
    {
        var values = request.Headers[HeaderNames.Accept];
        return values.Count == 0 ? "" : values[0] ?? "";
    }

    /// <summary>Whether to indent: on request, and for curl, Wget and browsers.</summary>
    private static bool IsIndented(HttpRequest request, QueryParameters query, AcceptClause? clause)
    {
        if (clause?.Parameter("pretty") == "1")
        {
            return true;
        }

        if (query.First("pretty") is { Length: > 0 } pretty)
        {
            return pretty is "true" or "1" or "True" or "TRUE" or "t" or "T";
        }

        var agents = request.Headers[HeaderNames.UserAgent];
        var agent = agents.Count == 0 ? "" : agents[0] ?? "";
        return agent.StartsWith("curl", StringComparison.Ordinal) || agent.StartsWith("Wget", StringComparison.Ordinal) ||
            agent.StartsWith("Mozilla/5.0", StringComparison.Ordinal);
    }
}
