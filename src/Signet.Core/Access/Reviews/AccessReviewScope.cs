namespace Signet.Core.Access.Reviews;

/// <summary>The scope of an access review.</summary>
internal enum AccessReviewScope
{
    /// <summary>Any user, anywhere (SubjectAccessReview).</summary>
    Subject,

    /// <summary>Any user, in one namespace (LocalSubjectAccessReview).</summary>
    Local,

    /// <summary>The user of the request (SelfSubjectAccessReview).</summary>
    Self,
}
