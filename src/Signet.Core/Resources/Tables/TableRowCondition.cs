namespace Signet.Core.Resources.Tables;

/// <summary>A condition of a row (<c>meta/v1</c> TableRowCondition).</summary>
internal sealed record TableRowCondition(string Reason, string Message);
