namespace Signet.Core.Access.Reviews;

/// <summary>Whose access a review asks about, and where.</summary>
internal enum AccessReviewScope
{
    /// <summary>Anybody's, anywhere (SubjectAccessReview).</summary>
    Subject,

    /// <summary>Anybody's, in one namespace (LocalSubjectAccessReview).</summary>
    Local,

    /// <summary>The caller's own (SelfSubjectAccessReview).</summary>
    Self,
}
