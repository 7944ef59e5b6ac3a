using System.Buffers;
using Signet.Core.Resources.Watching;

namespace Signet.Server.Http.Watching;

/// <summary>Encodes the notices of one watch. May have state, so each watch has its own instance.</summary>
internal interface IWatchEncoding
{
    /// <summary>The value of Content-Type.</summary>
    string MediaType { get; }

    /// <summary>Writes one notice with its framing.</summary>
    void Write(IBufferWriter<byte> output, in WatchNotice notice);
}
