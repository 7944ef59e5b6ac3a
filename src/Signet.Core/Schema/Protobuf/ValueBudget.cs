namespace Signet.Core.Schema.Protobuf;

/// <summary>Limits the values of a message: one of two bytes becomes an object of more than a hundred.</summary>
internal sealed class ValueBudget
{
    /// <summary>More than twice the values of an object of etcd's largest size with small values.</summary>
    public const int MaxValues = 250_000;

    private int _left = MaxValues;

    /// <summary>Counts one value.</summary>
    /// <exception cref="ProtobufFormatException">There are too many.</exception>
    public void Take()
    {
        if (--_left < 0)
        {
            throw new ProtobufFormatException($"the message has more than {MaxValues} values");
        }
    }
}
