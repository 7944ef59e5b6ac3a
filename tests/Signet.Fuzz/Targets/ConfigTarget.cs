using System.Text;
using Signet.Server.Audit.Policy;
using Signet.Server.Authentication;
using Signet.Server.Authentication.Issuers;
using Signet.Server.Files;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;
using Signet.Server.Tracing.Export;
using Signet.Signing.Pkcs11.Uris;

namespace Signet.Fuzz.Targets;

/// <summary>The files of an operator, and settings. The first byte chooses the reader.</summary>
internal sealed class ConfigTarget : FuzzTarget
{
    private const int Readers = 8;
    private static readonly string Config = Path.Combine(FuzzFolder.Path, "config.yaml");

    /// <inheritdoc/>
    public override string Name => "config";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words { get; } =
    [
        .. SettingsTable.All.Select(setting => setting.Name + ": "), .. SettingsTable.All.Select(setting => setting.Variable + "="),
        "apiVersion: apiserver.config.k8s.io/v1\n", "apiVersion: apiserver.config.k8s.io/v1beta1\n", "kind: AuthenticationConfiguration\n", "kind: TracingConfiguration\n", "apiVersion: audit.k8s.io/v1\nkind: Policy\n",
        "rules:\n", "- level: Metadata\n", "level: RequestResponse", "omitStages: [RequestReceived]\n", "resources:\n", "group: \"\"", "nonResourceURLs: [\"/healthz*\"]\n", "userGroups: [g]\n", "verbs: [get]\n", "namespaces: [n]\n",
        "jwt:\n", "- issuer:\n", "    url: https://i\n", "    audiences: [a]\n", "    discoveryURL: https://d/x\n", "certificateAuthority: |\n", "audienceMatchPolicy: MatchAny\n", "claimMappings:\n", "username: {claim: sub, prefix: \"p:\"}\n",
        "groups: {claim: g, prefix: \"\"}\n", "uid: {claim: u}\n", "extra:\n", "claimValidationRules:\n", "userValidationRules:\n", "- claim: c\n  requiredValue: v\n", "anonymous: {enabled: true, conditions: [{path: /livez}]}\n", "jwks: ",
        "endpoint: h:4317\n", "samplingRatePerMillion: 10\n", "OTEL_EXPORTER_OTLP_ENDPOINT=http://h:4318", "OTEL_TRACES_SAMPLER=parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG=0.1", "OTEL_RESOURCE_ATTRIBUTES=a=b",
        "pkcs11:token=t;object=o?module-name=m&pin-source=file:/p", "id=%01%02", "-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n", "t,u,1,\"g1,g2\"\n", "1h", "true", "0", "\0",
    ];

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var rest = input[1..];
        try
        {
            Read(input[0] % Readers, rest);
        }
        catch (Exception exception) when (exception is FormatException or StartupException)
        {
            Property.Holds(exception.Message.Length > 0, "error-without-a-message");
        }
    }

    private static void Read(int reader, ReadOnlySpan<byte> text)
    {
        switch (reader)
        {
            case 0:
                File.WriteAllBytes(Config, text);
                SettingsLoader.Load(new Dictionary<string, IReadOnlyList<string>>(), new Dictionary<string, string>(), Config);
                break;
            case 1:
                AuthenticationConfigurationReader.Read(text, ["https://own.example"], _ => null);
                break;
            case 2:
                AuditPolicyReader.Read(text);
                break;
            case 3:
                TracingConfiguration.Read(text);
                break;
            case 4:
                TokenFile.Read(Encoding.UTF8.GetString(text));
                break;
            case 5:
                PemCertificates.Read(Encoding.UTF8.GetString(text));
                break;
            case 6:
                var variables = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var line in Encoding.UTF8.GetString(text).Split('\0', '\n'))
                {
                    var equals = line.IndexOf('=', StringComparison.Ordinal);
                    variables[equals < 0 ? line : line[..equals]] = equals < 0 ? "" : line[(equals + 1)..];
                }

                variables.Remove("SIGNET_CONFIG");
                SettingsLoader.Load(new Dictionary<string, IReadOnlyList<string>>(), variables, null);
                break;
            default:
                Pkcs11UriParser.Parse(Encoding.UTF8.GetString(text));
                break;
        }
    }
}
