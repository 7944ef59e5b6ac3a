namespace Signet.Server.Audit.Output;

/// <summary>The events of poll(2).</summary>
[Flags]
internal enum PollEvents : short
{
    None = 0,
    Output = 4,
    Error = 8,
    HungUp = 16,
    Invalid = 32,
}
