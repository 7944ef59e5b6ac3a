namespace Signet.Server.FlowControl;

/// <summary>The rate of tokens for each service account.</summary>
/// <param name="PerSecond">Tokens per second; 0 for no limit.</param>
/// <param name="Burst">Tokens at once.</param>
internal sealed record IssueRateOptions(double PerSecond, int Burst);
