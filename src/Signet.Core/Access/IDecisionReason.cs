namespace Signet.Core.Access;

/// <summary>A reason that is formatted on use.</summary>
internal interface IDecisionReason
{
    /// <summary>Formats the reason for the user of the request.</summary>
    string Describe(UserInfo user);
}
