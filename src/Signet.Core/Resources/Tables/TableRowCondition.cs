namespace Signet.Core.Resources.Tables;

/// <summary>A mark on a row (<c>meta/v1</c> TableRowCondition).</summary>
/// <param name="Reason">One word.</param>
/// <param name="Message">A sentence.</param>
internal sealed record TableRowCondition(string Reason, string Message);
