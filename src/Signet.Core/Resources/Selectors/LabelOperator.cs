namespace Signet.Core.Resources.Selectors;

/// <summary>The operators of label requirements (apimachinery, <c>pkg/selection/operator.go</c>).</summary>
internal enum LabelOperator
{
    /// <summary><c>a=b</c>: the label exists with this value.</summary>
    Equal,

    /// <summary><c>a==b</c>: the same as <see cref="Equal"/>.</summary>
    DoubleEqual,

    /// <summary><c>a!=b</c>: the label does not exist, or has another value.</summary>
    NotEqual,

    /// <summary><c>a in (b,c)</c>: the label exists with one of the values.</summary>
    In,

    /// <summary><c>a notin (b,c)</c>: the label does not exist, or has another value.</summary>
    NotIn,

    /// <summary><c>a</c>: the label exists.</summary>
    Exists,

    /// <summary><c>!a</c>: the label does not exist.</summary>
    DoesNotExist,

    /// <summary><c>a&gt;5</c>: the label exists with a greater integer.</summary>
    GreaterThan,

    /// <summary><c>a&lt;5</c>: the label exists with a smaller integer.</summary>
    LessThan,
}
