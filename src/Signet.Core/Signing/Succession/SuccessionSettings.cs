using Signet.Core.Signing.Managed;

namespace Signet.Core.Signing.Succession;

/// <summary>How given keys succeed each other.</summary>
/// <param name="Policy">Lead, <c>max-age</c> and maximum lifetime; keys do not rotate by age.</param>
/// <param name="Activation">When a new key signs.</param>
internal sealed record SuccessionSettings(KeyPolicy Policy, KeyActivation Activation);
