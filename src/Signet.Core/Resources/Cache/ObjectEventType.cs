namespace Signet.Core.Resources.Cache;

internal enum ObjectEventType
{
    Added,

    Modified,

    Deleted,
}
