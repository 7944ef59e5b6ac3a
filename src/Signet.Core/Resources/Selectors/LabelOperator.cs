namespace Signet.Core.Resources.Selectors;

/// <summary>How a label is compared (apimachinery, <c>pkg/selection/operator.go</c>).</summary>
internal enum LabelOperator
{
    /// <summary><c>a=b</c>: the label is there with this value.</summary>
    Equal,

    /// <summary><c>a==b</c>: the same, in another spelling.</summary>
    DoubleEqual,

    /// <summary><c>a!=b</c>: the label is not there, or with another value.</summary>
    NotEqual,

    /// <summary><c>a in (b,c)</c>: the label is there with one of these values.</summary>
    In,

    /// <summary><c>a notin (b,c)</c>: the label is not there, or with another value.</summary>
    NotIn,

    /// <summary><c>a</c>: the label is there.</summary>
    Exists,

    /// <summary><c>!a</c>: the label is not there.</summary>
    DoesNotExist,

    /// <summary><c>a&gt;5</c>: the label is there, a whole number and greater.</summary>
    GreaterThan,

    /// <summary><c>a&lt;5</c>: the label is there, a whole number and less.</summary>
    LessThan,
}
