namespace Signet.Signing.Pkcs11;

/// <summary>What a module says about itself (<c>CK_INFO</c>), without padding.</summary>
internal sealed record Pkcs11Library(string Manufacturer, string Description, byte Major, byte Minor);
