namespace Signet.Tests.Signing.Pkcs11;

/// <summary>Tests that use SoftHSM in this process, one after another: a module is state of the process, and they end each other's sessions.</summary>
[CollectionDefinition(Name)]
public sealed class SoftHsmInProcess
{
    public const string Name = "SoftHSM in the process";
}
