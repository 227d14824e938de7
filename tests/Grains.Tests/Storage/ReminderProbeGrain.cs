using Orleans;
using Orleans.Runtime;

namespace RiskMonitor.Grains.Tests.Storage;

[Alias("test.IReminderProbeGrain")]
public interface IReminderProbeGrain : IGrainWithStringKey
{
    /// <summary>Returns how many reminders the grain has then.</summary>
    [Alias("Register")]
    Task<int> Register();

    [Alias("Unregister")]
    Task<int> Unregister();
}

/// <summary>A grain with a reminder and nothing else.</summary>
[GrainType("test-reminder-probe")]
public sealed class ReminderProbeGrain : Grain, IReminderProbeGrain, IRemindable
{
    public async Task<int> Register()
    {
        await this.RegisterOrUpdateReminder("probe", TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5));
        return (await this.GetReminders()).Count;
    }

    public async Task<int> Unregister()
    {
        await this.UnregisterReminder((await this.GetReminder("probe"))!);
        return (await this.GetReminders()).Count;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;
}
