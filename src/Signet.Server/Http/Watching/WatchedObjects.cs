using Signet.Core.Resources.Model;
using Signet.Core.Resources.Watching;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Formats;

namespace Signet.Server.Http.Watching;

/// <summary>Converts the objects of one watch to their shape, as JSON. Has state: only the first table has column definitions.</summary>
internal sealed class WatchedObjects(ResourceDefinition? resource, AnswerFormat format, TimeProvider time)
{
    private bool _isContinued;

    /// <summary>The object of a notice, or the Status of a failure.</summary>
    public ReadOnlyMemory<byte> Render(in WatchNotice notice)
    {
        if (notice.Error is { } failure)
        {
            return StatusJson.Write(failure);
        }

        var isContinued = _isContinued;
        _isContinued = true;
        return ObjectRenderer.RenderJson(notice.Object!.Json, resource, format, time.GetUtcNow(), isContinued).TryGetValue(out var bytes, out var error)
            ? bytes
            : StatusJson.Write(error);
    }
}
