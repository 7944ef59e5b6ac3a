using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Signet.Core.Primitives;

namespace Signet.Server.Http;

/// <summary>
/// Which form of an answer a client can read (apiserver, <c>pkg/endpoints/handlers/negotiation</c>). Errors fall back to JSON; only
/// answers that succeed are refused to who cannot read them.
/// </summary>
public static class Negotiation
{
    private const string Json = "application/json";
    private const string Yaml = "application/yaml";
    private const string Protobuf = "application/vnd.kubernetes.protobuf";

    /// <summary>The media types of the API, as error texts list them.</summary>
    private const string All = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

    /// <summary>The form for an answer about the API's objects, or a 406.</summary>
    public static Outcome<AnswerFormat> Decide(HttpRequest request, QueryParameters query)
    {
        var header = AcceptOf(request);
        if (header.Length == 0 || header == Json || header == "*/*")
        {
            return new AnswerFormat(false, IsIndented(request, query, null));
        }

        var knowsType = false;
        foreach (var clause in AcceptHeader.Read(header))
        {
            if (clause.MediaType is not (Json or Yaml or "*/*"))
            {
                continue;
            }

            knowsType = true;
            if (!HasTransformation(clause))
            {
                return new AnswerFormat(clause.MediaType == Yaml, IsIndented(request, query, clause));
            }
        }

        return knowsType ? UnknownParameters : NotAcceptable(All);
    }

    /// <summary>The form for an error: as wanted, else JSON.</summary>
    public static AnswerFormat DecideForError(HttpRequest request, QueryParameters query) =>
        Decide(request, query).TryGetValue(out var format, out _) ? format : new AnswerFormat(false, IsIndented(request, query, null));

    /// <summary>Whether a client can read a document that comes in one media type only.</summary>
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

    /// <summary>The 406 that lists what there is.</summary>
    public static StatusError NotAcceptable(string available) => new()
    {
        Code = 406,
        Reason = StatusReasons.NotAcceptable,
        Message = "406: Not Acceptable\n\nAvailable representations: " + available,
        Details = StatusDetails.Empty,
    };

    /// <summary>The media type of a body: JSON when none is given.</summary>
    public static Outcome<BodyFormat> DecideBody(HttpRequest request)
    {
        var header = request.ContentType ?? "";
        var semicolon = header.IndexOf(';', StringComparison.Ordinal);
        return (semicolon < 0 ? header : header[..semicolon]).Trim() switch
        {
            "" or Json => BodyFormat.Json,
            Yaml => BodyFormat.Yaml,
            Protobuf => BodyFormat.Protobuf,
            _ => new StatusError
            {
                Code = 415,
                Reason = StatusReasons.UnsupportedMediaType,
                Message = "the body of the request was in an unknown format - accepted media types include: " + All,
            },
        };
    }

    private static StatusError UnknownParameters { get; } = new()
    {
        Code = 406,
        Reason = StatusReasons.NotAcceptable,
        Message = "only the following media types are accepted: " + All,
    };

    /// <summary>What a client can read, the most wanted first.</summary>
    public static IReadOnlyList<AcceptClause> ClausesOf(HttpRequest request) => AcceptHeader.Read(AcceptOf(request));

    /// <summary>Of several Accept headers only the first counts, as recorded.</summary>
    private static string AcceptOf(HttpRequest request)
    {
        var values = request.Headers[HeaderNames.Accept];
        return values.Count == 0 ? "" : values[0] ?? "";
    }

    private static bool HasTransformation(AcceptClause clause) =>
        clause.Parameter("as").Length > 0 || clause.Parameter("g").Length > 0 || clause.Parameter("v").Length > 0;

    /// <summary>Indented when asked for, or when it is a person who reads with curl, Wget or a browser.</summary>
    private static bool IsIndented(HttpRequest request, QueryParameters query, AcceptClause? clause)
    {
        if (query.First("pretty") is { Length: > 0 } wanted)
        {
            return wanted is "true" or "1" or "True" or "TRUE" or "t" or "T";
        }

        if (clause?.Parameter("pretty") is "1" or "true")
        {
            return true;
        }

        var agents = request.Headers[HeaderNames.UserAgent];
        var agent = agents.Count == 0 ? "" : agents[0] ?? "";
        return agent.StartsWith("curl", StringComparison.Ordinal) || agent.StartsWith("Wget", StringComparison.Ordinal) ||
            agent.StartsWith("Mozilla/5.0", StringComparison.Ordinal);
    }
}
