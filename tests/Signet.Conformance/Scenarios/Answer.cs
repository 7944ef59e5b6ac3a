using System.Text.Json.Nodes;

namespace Signet.Conformance.Scenarios;

/// <summary>The compared part of the answer to a step, normalized.</summary>
internal sealed record Answer(string Step, JsonNode? Value);
