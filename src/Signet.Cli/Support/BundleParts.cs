using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Cli.Commands;
using Signet.Core.Primitives;
using Signet.Server.Hosting.Startup;

namespace Signet.Cli.Support;

/// <summary>The parts of a support bundle. Every text passes through the redactor when it is added.</summary>
/// <param name="redactor">The redactor.</param>
internal sealed class BundleParts(Redactor redactor)
{
    private const string ManifestName = "MANIFEST.json";
    private readonly List<(BundlePart Part, byte[] Bytes)> _parts = [];

    /// <summary>The number of parts that could not be read, or not as a whole.</summary>
    public int Faults => _parts.Count(part => part.Part.Fault is not null);

    /// <summary>Adds a part.</summary>
    public void Add(BundlePart part)
    {
        var fault = part.Fault is null ? null : redactor.Redact(part.Fault.ReplaceLineEndings(" "));
        _parts.Add((part with { Content = null, Fault = fault }, part.Content is null ? [] : Encoding.UTF8.GetBytes(redactor.Redact(part.Content))));
    }

    /// <summary>Adds a document.</summary>
    public void Add(string name, JsonObject document, string? fault = null) =>
        Add(new BundlePart(name, ObjectOutput.Render(document, OutputFormat.Json, _ => ""), fault));

    /// <summary>The files of the bundle, the manifest first.</summary>
    public IReadOnlyList<(string Name, byte[] Content)> Finish(DateTimeOffset now)
    {
        var manifest = new JsonObject
        {
            ["version"] = ProductVersion.Text,
            ["createdAt"] = Timestamps.Format(now),
            ["parts"] = new JsonArray([.. _parts.Select(part => (JsonNode)new JsonObject
            {
                ["name"] = part.Part.Name,
                ["bytes"] = part.Bytes.Length,
                ["sha256"] = part.Bytes.Length == 0 ? null : Convert.ToHexStringLower(SHA256.HashData(part.Bytes)),
                ["error"] = part.Part.Fault,
            })]),
        };
        return
        [
            (ManifestName, Encoding.UTF8.GetBytes(ObjectOutput.Render(manifest, OutputFormat.Json, _ => ""))),
            .. _parts.Where(part => part.Bytes.Length > 0).Select(part => (part.Part.Name, part.Bytes)),
        ];
    }
}
