using System.Net.Security;

namespace Signet.Conformance;

/// <summary>The servers that scenarios are replayed against: one, or replicas on one store.</summary>
/// <param name="Addresses">Their addresses.</param>
/// <param name="Tls">How clients verify their certificates.</param>
/// <param name="Seen">The values that must not be in their output.</param>
internal sealed record ServersUnderTest(IReadOnlyList<Uri> Addresses, SslClientAuthenticationOptions Tls, SeenSecrets Seen);
