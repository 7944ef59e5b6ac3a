namespace Signet.Storage.Etcd;

/// <summary>A call of etcd failed. The message has the endpoint and etcd's own text.</summary>
internal sealed class EtcdException(EtcdFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The kind of the error.</summary>
    public EtcdFault Fault => fault;
}
