namespace Signet.Core.Access;

/// <summary>A reason that has still to be put into words.</summary>
internal interface IDecisionReason
{
    /// <summary>The words, for the user that was asked about.</summary>
    string Describe(UserInfo user);
}
