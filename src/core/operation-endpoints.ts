/**
 * Zoom's REST operations as its API reference lists them (developers.zoom.us/docs/api, OpenAPI documents of 2026;
 * 844 operations). One path a line, under /v2, followed by its methods, each with the name that Zoom gives the
 * operation. Rooms, Contact Center, Mail, Calendar and Whiteboard are not in it: paths that are not listed are
 * handled by their shape (operation-path.ts).
 */
export const LISTED_ENDPOINTS = `
/accounts/{accountId}/lock_settings GET getLockedSettings PATCH updateLockedSettings
/accounts/{accountId}/managed_domains GET getAccountsManagedDomains
/accounts/{accountId}/owner PUT updateAccountOwner
/accounts/{accountId}/settings GET getAccountSettings PATCH updateAccountSettings
/accounts/{accountId}/settings/registration GET getAccountsWebinarRegistrationSettings PATCH updateAccountsWebinarRegistrationSettings
/accounts/{accountId}/settings/virtual_backgrounds POST uploadVirtualBackgroundFiles DELETE deleteVirtualBackgroundFiles
/accounts/{accountId}/trusted_domains GET getAccountsTrustedDomains
/app/notifications POST sendAppNotifications
/archive_files GET listArchivedFiles
/archive_files/statistics GET getArchivedFileStatistics
/archive_files/{fileId} PATCH updateArchivedFilesAutoDeleteStatus
/chat/activities/channels GET listChannelActivityLogs
/chat/channel/message/events PATCH performOperationsOnMessageOfChannel
/chat/channels GET listAccountsPublicChannels
/chat/channels/events PATCH performOperationsOnChannels
/chat/channels/search POST searchUsersOrAccountsChannels
/chat/channels/{channelId} GET getChannel PATCH updateChannel DELETE deleteChannel
/chat/channels/{channelId}/activities GET listChannelActivityLogs
/chat/channels/{channelId}/members GET listChannelMembers POST inviteChannelMembers DELETE batchRemoveMembersFromChannel
/chat/channels/{channelId}/members/groups GET listChannelMembersGroups POST inviteChannelMembersGroups
/chat/channels/{channelId}/members/groups/{groupId} DELETE removeMemberGroup
/chat/channels/{channelId}/members/me POST joinChannel DELETE leaveChannel
/chat/channels/{channelId}/members/{identifier} DELETE removeMember
/chat/channels/{channelId}/mention_group GET listChannelMentionGroups POST createChannelMentionGroup
/chat/channels/{channelId}/mention_group/{mentionGroupId} PATCH updateChannelMentionGroupInformation DELETE deleteChannelMentionGroup
/chat/channels/{channelId}/mention_group/{mentionGroupId}/members GET listMembersOfMentionGroup POST addChannelMembersToMentionGroup DELETE removeChannelMentionGroupMembers
/chat/channels/{channelId}/pinned GET listPinnedHistoryMessagesOfChannel
/chat/channels/{channelId}/retention GET getRetentionPolicyOfChannel PATCH updateRetentionPolicyOfChannel
/chat/emoji GET listCustomEmojis
/chat/emoji/files POST addCustomEmoji
/chat/emoji/{fileId} DELETE deleteCustomEmoji
/chat/files/{fileId} GET getFileInfo DELETE deleteChatFile
/chat/forwarded_message/{forwardId} GET getForwardedMessage
/chat/legalhold/matters GET listLegalHoldMatters POST addLegalHoldMatter
/chat/legalhold/matters/{matterId} PATCH updateLegalHoldMatter DELETE deleteLegalHoldMatters
/chat/legalhold/matters/{matterId}/files GET listLegalHoldFilesByGivenMatter
/chat/legalhold/matters/{matterId}/files/download GET downloadLegalHoldFilesForGivenMatter
/chat/messages/bookmarks GET listBookmarks PATCH addOrRemoveBookmark
/chat/messages/schedule GET listScheduledMessages
/chat/messages/schedule/{draftId} DELETE deleteScheduledMessage
/chat/messages/{messageId}/reminder POST createReminderMessage DELETE deleteReminderForMessage
/chat/migration/channels/{channelId}/members POST migrateChannelMembers
/chat/migration/emoji_reactions POST migrateChatMessageReactions
/chat/migration/mappings/channels GET getMigratedZoomChannelIDs
/chat/migration/mappings/users GET getMigratedZoomUserIDs
/chat/migration/messages POST migrateChatMessages
/chat/migration/users/{identifier}/channels POST migrateChatChannel
/chat/migration/users/{identifier}/events POST migrateConversationOrChannelOperations
/chat/reminder GET listReminders
/chat/spaces GET listSharedSpaces POST createSharedSpace
/chat/spaces/{spaceId} GET getSharedSpace PATCH updateSharedSpaceSettings DELETE deleteSharedSpace
/chat/spaces/{spaceId}/admins POST promoteSharedSpaceMembersToAdministrators DELETE demoteSharedSpaceAdministratorsToMembers
/chat/spaces/{spaceId}/channels GET listSharedSpaceChannels PATCH moveSharedSpaceChannels
/chat/spaces/{spaceId}/members GET listSharedSpaceMembers POST addMembersToSharedSpace DELETE removeMembersFromSharedSpace
/chat/spaces/{spaceId}/owner PATCH transferSharedSpaceOwnership
/chat/users/me/contacts GET listUsersContacts
/chat/users/me/contacts/{identifier} GET getUsersContactDetails
/chat/users/{userId}/channels GET listUsersChannels POST createChannel DELETE batchDeleteChannels
/chat/users/{userId}/channels/{channelId} GET getChannel PATCH updateChannel DELETE deleteChannel
/chat/users/{userId}/channels/{channelId}/admins GET listChannelAdministrators POST promoteChannelMembersToAdministrators DELETE batchDemoteChannelAdministrators
/chat/users/{userId}/channels/{channelId}/members GET listChannelMembers POST inviteChannelMembers DELETE batchRemoveMembersFromUsersChannel
/chat/users/{userId}/channels/{channelId}/members/{identifier} DELETE removeMember
/chat/users/{userId}/events PATCH starOrUnstarChannelOrContactUser
/chat/users/{userId}/files POST uploadChatFile
/chat/users/{userId}/invitations POST sendNewContactInvitation
/chat/users/{userId}/messages GET listUsersChatMessages POST sendChatMessage
/chat/users/{userId}/messages/files POST sendChatFile
/chat/users/{userId}/messages/{messageId} GET getMessage PUT updateMessage DELETE deleteMessage
/chat/users/{userId}/messages/{messageId}/emoji_reactions PATCH reactToChatMessage
/chat/users/{userId}/messages/{messageId}/status PATCH markMessageReadOrUnread
/chat/users/{userId}/messages/{messageId}/thread GET retrieveThread
/chat/users/{userId}/sessions GET listUsersChatSessions
/commerce/account POST createEndCustomerAccount
/commerce/account/{accountKey}/contacts POST addContactsToExistingEndCustomerOrYourOwnAccount
/commerce/accounts GET getsListOfAllAccountsAssociatedWithZoomPartnerSubResellerByAccountType
/commerce/accounts/{accountKey} GET getAccountDetailsForZoomPartnerSubResellerEndCustomer
/commerce/billing_documents GET getsAllBillingDocumentsForDistributorOrReseller
/commerce/billing_documents/{documentNumber}/document GET getsPDFDocumentForBillingDocumentID
/commerce/campaigns GET retrievesAllValidZoomCampaignsWhichDealRegistrationCanBeAssociatedWith
/commerce/catalog POST getsZoomProductCatalogForZoomPartner
/commerce/catalog/{offerId} GET getsDetailsForZoomProductOrOffer
/commerce/deal_registration POST createsNewDealRegistrationForPartner
/commerce/deal_registrations GET getsAllValidDealRegistrationsForPartner
/commerce/deal_registrations/{dealRegKey} GET getsDetailsForDealRegistrationByDealRegistrationNumber PATCH updatesExistingDealRegistration
/commerce/invoices/{invoiceNumber} GET getDetailedInformationAboutSpecificInvoiceForDistributorOrReseller
/commerce/order POST createsSubscriptionOrderForZoomPartner
/commerce/order/preview POST previewDeltaOrderMetricsAndSubscriptionsInOrder
/commerce/orders GET getsAllOrdersForZoomPartner
/commerce/orders/{orderReferenceId} GET getsOrderDetailsByOrderReferenceID
/commerce/pricebooks GET getsPricebookInDownloadableFile
/commerce/subscriptions GET getsSubscriptionsForZoomPartner
/commerce/subscriptions/{subscriptionNumber} GET getsSubscriptionDetailsForGivenSubscriptionNumber
/commerce/subscriptions/{subscriptionNumber}/versions GET getsSubscriptionChangesVersionsForGivenSubscriptionNumber
/contacts GET searchCompanyContacts
/contacts/groups GET listContactGroups POST createContactGroup
/contacts/groups/{groupId} GET getContactGroup PATCH updateContactGroup DELETE deleteContactGroup
/contacts/groups/{groupId}/members GET listContactGroupMembers POST addContactGroupMembers DELETE removeMembersInContactGroup
/devices GET listDevices POST addNewDevice
/devices/groups GET getZDMGroupInfo
/devices/zpa/assignment POST assignDeviceToUserOrCommonarea
/devices/zpa/settings GET getZoomPhoneApplianceSettingsByUserID
/devices/zpa/upgrade POST upgradeZPAFirmwareOrApp
/devices/zpa/vendors/{vendor}/mac_addresses/{macAddress} DELETE deleteZPADeviceByVendorAndMacAddress
/devices/zpa/zdm_groups/{zdmGroupId}/versions GET getZPAVersionInfo
/devices/{deviceId} GET getDeviceDetail PATCH changeDevice DELETE deleteDevice
/devices/{deviceId}/assign_group PATCH assignDeviceToGroup
/devices/{deviceId}/assignment PATCH changeDeviceAssociation
/divisions GET listDivisions POST createDivision
/divisions/{divisionId} GET getDivision PATCH updateDivision DELETE deleteDivision
/divisions/{divisionId}/users GET listDivisionMembers POST assignDivision
/groups GET listGroups POST createGroup
/groups/{groupId} GET getGroup PATCH updateGroup DELETE deleteGroup
/groups/{groupId}/admins GET listGroupAdmins POST addGroupAdmins
/groups/{groupId}/admins/{userId} DELETE deleteGroupAdmin
/groups/{groupId}/channels GET listGroupChannels
/groups/{groupId}/lock_settings GET getLockedSettings PATCH updateLockedSettings
/groups/{groupId}/members GET listGroupMembers POST addGroupMembers
/groups/{groupId}/members/{memberId} PATCH updateGroupMember DELETE deleteGroupMember
/groups/{groupId}/settings GET getGroupsSettings PATCH updateGroupsSettings
/groups/{groupId}/settings/registration GET getGroupsWebinarRegistrationSettings PATCH updateGroupsWebinarRegistrationSettings
/groups/{groupId}/settings/virtual_backgrounds POST uploadVirtualBackgroundFiles DELETE deleteVirtualBackgroundFiles
/h323/devices GET listHSIPDevices POST createHSIPDevice
/h323/devices/{deviceId} PATCH updateHSIPDevice DELETE deleteHSIPDevice
/im/chat/messages POST sendChatbotMessage
/im/chat/messages/{message_id} PUT editChatbotMessage DELETE deleteChatbotMessage
/im/chat/users/{userId}/unfurls/{triggerId} POST linkUnfurls
/im/groups GET listIMDirectoryGroups POST createIMDirectoryGroup
/im/groups/{groupId} GET retrieveIMDirectoryGroup PATCH updateIMDirectoryGroup DELETE deleteIMDirectoryGroup
/im/groups/{groupId}/members GET listIMDirectoryGroupMembers POST addIMDirectoryGroupMembers
/im/groups/{groupId}/members/{memberId} DELETE deleteIMDirectoryGroupMember
/im/users/me/chat/messages POST sendIMMessages
/information_barriers/policies GET listInformationBarrierPolicies POST createInformationBarrierPolicy
/information_barriers/policies/{policyId} GET getInformationBarrierPolicyByID PATCH updateInformationBarriersPolicy DELETE removeInformationBarrierPolicy
/live_meetings/{meetingId}/chat/messages/{messageId} PATCH updateLiveMeetingMessage DELETE deleteLiveMeetingMessage
/live_meetings/{meetingId}/events PATCH useInMeetingControls
/live_meetings/{meetingId}/rtms_app/status PATCH updateParticipantRealTimeMediaStreamsRTMSAppStatus
/live_webinars/{webinarId}/chat/messages/{messageId} DELETE deleteLiveWebinarMessage
/marketplace/app/event_subscription GET getUserOrAccountEventSubscription POST createEventSubscription DELETE unsubscribeAppEventSubscription
/marketplace/app/event_subscription/{eventSubscriptionId} PATCH subscribeEventSubscription DELETE deleteEventSubscription
/marketplace/apps GET listApps POST createApps
/marketplace/apps/manifest/validate POST validateAppManifest
/marketplace/apps/{appId} GET getInformationAboutApp DELETE deletesApp
/marketplace/apps/{appId}/api_call_logs GET getAPICallLogs
/marketplace/apps/{appId}/deeplink POST generateZoomAppDeeplink
/marketplace/apps/{appId}/manifest GET exportAppManifestFromExistingApp PUT updateAppByManifest
/marketplace/apps/{appId}/preApprove POST updateAppPreApprovalSetting
/marketplace/apps/{appId}/requests GET getAppsUserRequests POST addAppAllowRequestsForUsers PATCH updateAppsRequestStatus
/marketplace/apps/{appId}/rotate_client_secret POST rotateClientSecret
/marketplace/apps/{appId}/webhook_logs GET getWebhookLogs
/marketplace/monetization/entitlements GET getAppUserEntitlements
/marketplace/users/{userId}/apps GET getUsersAppRequests
/marketplace/users/{userId}/apps/{appId}/subscription PATCH enableOrDisableUserAppSubscription
/marketplace/users/{userId}/entitlements GET getUsersEntitlements
/meetings/meeting_summaries GET listAccountsMeetingOrWebinarSummaries
/meetings/{meetingId} GET getMeeting PATCH updateMeeting DELETE deleteMeeting
/meetings/{meetingId}/batch_polls POST performBatchPollCreation
/meetings/{meetingId}/batch_registrants POST performBatchRegistration
/meetings/{meetingId}/invitation GET getMeetingInvitation
/meetings/{meetingId}/invite_links POST createMeetingsInviteLinks
/meetings/{meetingId}/jointoken/live_streaming GET getMeetingsJoinTokenForLiveStreaming
/meetings/{meetingId}/jointoken/local_archiving GET getMeetingsArchiveTokenForLocalArchiving
/meetings/{meetingId}/jointoken/local_recording GET getMeetingsJoinTokenForLocalRecording
/meetings/{meetingId}/livestream GET getLivestreamDetails PATCH updateLivestream
/meetings/{meetingId}/livestream/status PATCH updateLivestreamStatus
/meetings/{meetingId}/meeting_summary GET getMeetingOrWebinarSummary DELETE deleteMeetingOrWebinarSummary
/meetings/{meetingId}/open_apps POST addMeetingApp DELETE deleteMeetingApp
/meetings/{meetingId}/polls GET listMeetingPolls POST createMeetingPoll
/meetings/{meetingId}/polls/{pollId} GET getMeetingPoll PUT updateMeetingPoll DELETE deleteMeetingPoll
/meetings/{meetingId}/recordings GET getMeetingRecordings DELETE deleteMeetingOrWebinarRecordings
/meetings/{meetingId}/recordings/analytics_details GET getMeetingOrWebinarRecordingsAnalyticsDetails
/meetings/{meetingId}/recordings/analytics_summary GET getMeetingOrWebinarRecordingsAnalyticsSummary
/meetings/{meetingId}/recordings/registrants GET listRecordingRegistrants POST createRecordingRegistrant
/meetings/{meetingId}/recordings/registrants/questions GET getRegistrationQuestions PATCH updateRegistrationQuestions
/meetings/{meetingId}/recordings/registrants/status PUT updateRegistrantsStatus
/meetings/{meetingId}/recordings/settings GET getMeetingRecordingSettings PATCH updateMeetingRecordingSettings
/meetings/{meetingId}/recordings/{recordingId} DELETE deleteRecordingFileForMeetingOrWebinar
/meetings/{meetingId}/recordings/{recordingId}/status PUT recoverSingleRecording
/meetings/{meetingId}/registrants GET listMeetingRegistrants POST addMeetingRegistrant
/meetings/{meetingId}/registrants/questions GET listRegistrationQuestions PATCH updateRegistrationQuestions
/meetings/{meetingId}/registrants/status PUT updateRegistrantsStatus
/meetings/{meetingId}/registrants/{registrantId} GET getMeetingRegistrant DELETE deleteMeetingRegistrant
/meetings/{meetingId}/sip_dialing POST getMeetingSIPURIWithPasscode
/meetings/{meetingId}/status PUT updateMeetingStatus
/meetings/{meetingId}/survey GET getMeetingSurvey PATCH updateMeetingSurvey DELETE deleteMeetingSurvey
/meetings/{meetingId}/token GET getMeetingsToken
/meetings/{meetingId}/transcript GET getMeetingTranscript DELETE deleteMeetingOrWebinarTranscript
/meetings/{meetingUUID}/recordings/status PUT recoverMeetingRecordings
/metrics/chat GET getChatMetrics
/metrics/client/feedback GET listZoomMeetingsClientFeedback
/metrics/client/feedback/{feedbackId} GET getZoomMeetingsClientFeedback
/metrics/client/satisfaction GET listClientMeetingSatisfaction
/metrics/client_versions GET listClientVersions
/metrics/crc GET getCRCPortUsage
/metrics/issues/zoomrooms GET getTopZoomRoomsWithIssues
/metrics/issues/zoomrooms/{zoomroomId} GET getIssuesOfZoomRooms
/metrics/meetings GET listMeetings
/metrics/meetings/{meetingId} GET getMeetingDetails
/metrics/meetings/{meetingId}/participants GET listMeetingParticipants
/metrics/meetings/{meetingId}/participants/qos GET listMeetingParticipantsQoS
/metrics/meetings/{meetingId}/participants/satisfaction GET getPostMeetingFeedback
/metrics/meetings/{meetingId}/participants/sharing GET getMeetingSharingRecordingDetails
/metrics/meetings/{meetingId}/participants/{participantId}/qos GET getMeetingParticipantQoS
/metrics/quality GET getMeetingQualityScores
/metrics/webinars GET listWebinars
/metrics/webinars/{webinarId} GET getWebinarDetails
/metrics/webinars/{webinarId}/participants GET getWebinarParticipants
/metrics/webinars/{webinarId}/participants/qos GET listWebinarParticipantQoS
/metrics/webinars/{webinarId}/participants/satisfaction GET getPostWebinarFeedback
/metrics/webinars/{webinarId}/participants/sharing GET getWebinarSharingRecordingDetails
/metrics/webinars/{webinarId}/participants/{participantId}/qos GET getWebinarParticipantQoS
/metrics/zoomrooms GET listZoomRooms
/metrics/zoomrooms/issues GET getTopIssuesOfZoomRooms
/metrics/zoomrooms/{zoomroomId} GET getZoomRoomsDetails
/past_meetings/{meetingId} GET getPastMeetingDetails
/past_meetings/{meetingId}/instances GET listPastMeetingInstances
/past_meetings/{meetingId}/participants GET getPastMeetingParticipants
/past_meetings/{meetingId}/polls GET listPastMeetingsPollResults
/past_meetings/{meetingId}/qa GET listPastMeetingsQA
/past_meetings/{meetingUUID}/archive_files GET getMeetingsArchivedFiles DELETE deleteMeetingsArchivedFiles
/past_webinars/{webinarId}/absentees GET getWebinarAbsentees
/past_webinars/{webinarId}/instances GET listPastWebinarInstances
/past_webinars/{webinarId}/participants GET listWebinarParticipants
/past_webinars/{webinarId}/polls GET listPastWebinarPollResults
/past_webinars/{webinarId}/qa GET listQAsOfPastWebinar
/phone/account_settings GET listAccountsZoomPhoneSettings
/phone/alert_settings GET listAlertSettingsWithPagingQuery POST addAlertSetting
/phone/alert_settings/{alertSettingId} GET getAlertSettingDetails PATCH updateAlertSetting DELETE deleteAlertSetting
/phone/audios/{audioId} GET getAudioItem PATCH updateAudioItem DELETE deleteAudioItem
/phone/auto_receptionists GET listAutoReceptionists POST addAutoReceptionist
/phone/auto_receptionists/{autoReceptionistId} GET getAutoReceptionist PATCH updateAutoReceptionist DELETE deleteNonPrimaryAutoReceptionist
/phone/auto_receptionists/{autoReceptionistId}/ivr GET getAutoReceptionistIVR PATCH updateAutoReceptionistIVR
/phone/auto_receptionists/{autoReceptionistId}/phone_numbers POST assignPhoneNumbers DELETE unassignAllPhoneNumbers
/phone/auto_receptionists/{autoReceptionistId}/phone_numbers/{phoneNumberId} DELETE unassignPhoneNumber
/phone/auto_receptionists/{autoReceptionistId}/policies GET getAutoReceptionistPolicy PATCH updateAutoReceptionistPolicy
/phone/auto_receptionists/{autoReceptionistId}/policies/{policyType} POST addPolicySubsetting PATCH updatePolicySubsetting DELETE deletePolicySubsetting
/phone/batch_locations POST batchAddEmergencyServiceLocations
/phone/billing_accounts GET listBillingAccounts
/phone/billing_accounts/{billingAccountId} GET getBillingAccountDetails
/phone/blocked_list GET listBlockedLists POST createBlockedList
/phone/blocked_list/{blockedListId} GET getBlockedListDetails PATCH updateBlockedList DELETE deleteBlockedList
/phone/byoc_numbers POST addBYOCPhoneNumbers
/phone/call_history GET getAccountsCallHistory
/phone/call_history/{callLogId} GET getCallPath
/phone/call_history/{callLogId}/client_code PATCH addClientCodeToCallHistory
/phone/call_history_detail/{callHistoryId} GET getCallHistoryDetail
/phone/call_logs GET getAccountsCallLogs
/phone/call_logs/{callLogId} GET getCallLogDetails
/phone/call_logs/{callLogId}/client_code PUT addClientCodeToCallLog
/phone/call_logs/{id}/recordings GET getRecordingByCallID
/phone/call_queue_analytics GET listCallQueueAnalytics
/phone/call_queues GET listCallQueues POST createCallQueue
/phone/call_queues/{callQueueId} GET getCallQueueDetails PATCH updateCallQueueDetails DELETE deleteCallQueue
/phone/call_queues/{callQueueId}/members GET listCallQueueMembers POST addMembersToCallQueue DELETE unassignAllMembers
/phone/call_queues/{callQueueId}/members/{memberId} DELETE unassignMember
/phone/call_queues/{callQueueId}/phone_numbers POST assignNumbersToCallQueue DELETE unassignAllPhoneNumbers
/phone/call_queues/{callQueueId}/phone_numbers/{phoneNumberId} DELETE unassignPhoneNumber
/phone/call_queues/{callQueueId}/policies/{policyType} POST addPolicySubsettingToCallQueue PATCH updateCallQueuesPolicySubsetting DELETE deleteCQPolicySetting
/phone/call_queues/{callQueueId}/recordings GET getCallQueueRecordings
/phone/calling_plans GET listCallingPlans
/phone/carrier_peering/numbers GET listCarrierPeeringPhoneNumbers
/phone/carrier_reseller/numbers GET listPhoneNumbers POST createPhoneNumbers PATCH activatePhoneNumbers
/phone/carrier_reseller/numbers/{number} DELETE deletePhoneNumber
/phone/common_areas GET listCommonAreas POST addCommonArea
/phone/common_areas/activation_code POST generateActivationCodesForCommonAreas
/phone/common_areas/activation_codes GET listActivationCodes
/phone/common_areas/template_id/{templateId} POST applyTemplateToCommonAreas
/phone/common_areas/{commonAreaId} GET getCommonAreaDetails PATCH updateCommonArea DELETE deleteCommonArea
/phone/common_areas/{commonAreaId}/calling_plans POST assignCallingPlansToCommonArea
/phone/common_areas/{commonAreaId}/calling_plans/{type} DELETE unassignCallingPlanFromCommonArea
/phone/common_areas/{commonAreaId}/outbound_calling/countries_regions GET getCommonAreaLevelOutboundCallingCountriesAndRegions PATCH updateCommonAreaLevelOutboundCallingCountriesOrRegions
/phone/common_areas/{commonAreaId}/outbound_calling/exception_rules GET listCommonAreaLevelOutboundCallingExceptionRules POST addCommonAreaLevelOutboundCallingExceptionRule
/phone/common_areas/{commonAreaId}/outbound_calling/exception_rules/{exceptionRuleId} PATCH updateCommonAreaLevelOutboundCallingExceptionRule DELETE deleteCommonAreaLevelOutboundCallingExceptionRule
/phone/common_areas/{commonAreaId}/phone_numbers POST assignPhoneNumbersToCommonArea
/phone/common_areas/{commonAreaId}/phone_numbers/{phoneNumberId} DELETE unassignPhoneNumbersFromCommonArea
/phone/common_areas/{commonAreaId}/pin_code PATCH updateCommonAreaPinCode
/phone/common_areas/{commonAreaId}/settings GET getCommonAreaSettings
/phone/common_areas/{commonAreaId}/settings/{settingType} POST addCommonAreaSetting PATCH updateCommonAreaSetting DELETE deleteCommonAreaSetting
/phone/devices GET listDevices POST addDevice
/phone/devices/sync POST syncDeskphones
/phone/devices/{deviceId} GET getDeviceDetails PATCH updateDevice DELETE deleteDevice
/phone/devices/{deviceId}/extensions POST assignEntityToDevice
/phone/devices/{deviceId}/extensions/{extensionId} DELETE unassignEntityFromDevice
/phone/devices/{deviceId}/line_keys GET getDeviceLineKeysInformation PATCH batchUpdateDeviceLineKeyPosition
/phone/devices/{deviceId}/provision_templates PUT updateProvisionTemplateOfDevice
/phone/devices/{deviceId}/reboot POST rebootDeskPhone
/phone/dial_by_name_directory/extensions GET listUsersInDirectory POST addUsersToDirectory DELETE deleteUsersFromDirectory
/phone/emergency_addresses GET listEmergencyAddresses POST addEmergencyAddress
/phone/emergency_addresses/{emergencyAddressId} GET getEmergencyAddressDetails PATCH updateEmergencyAddress DELETE deleteEmergencyAddress
/phone/extension/{extensionId}/call_handling/settings GET getCallHandlingSettings
/phone/extension/{extensionId}/call_handling/settings/{settingType} POST addCallHandlingSetting PATCH updateCallHandlingSetting DELETE deleteCallHandlingSetting
/phone/extension/{extensionId}/inbound_blocked/rules GET listExtensionsInboundBlockRules POST addExtensionsInboundBlockRule DELETE deleteExtensionsInboundBlockRule
/phone/extension/{extensionId}/line_keys GET getLineKeyPositionAndSettingsInformation PATCH batchUpdateLineKeyPositionAndSettingsInformation
/phone/extension/{extensionId}/line_keys/{lineKeyId} DELETE deleteLineKeySetting
/phone/external_contacts GET listExternalContacts POST addExternalContact
/phone/external_contacts/{externalContactId} GET getExternalContactDetails PATCH updateExternalContact DELETE deleteExternalContact
/phone/firmware_update_rules GET listFirmwareUpdateRules POST addFirmwareUpdateRule
/phone/firmware_update_rules/{ruleId} GET getFirmwareUpdateRuleInformation PATCH updateFirmwareUpdateRule DELETE deleteFirmwareUpdateRule
/phone/firmwares GET listUpdatableFirmwares
/phone/group_call_pickup GET listGroupCallPickupObjects POST addGroupCallPickupObject
/phone/group_call_pickup/{groupId} GET getCallPickupGroupByID PATCH updateGroupCallPickupInformation DELETE deleteGroupCallPickupObjects
/phone/group_call_pickup/{groupId}/members GET listCallPickupGroupMembers POST addMembersToCallPickupGroup
/phone/group_call_pickup/{groupId}/members/{extensionId} DELETE removeMembersFromCallPickupGroup
/phone/groups/{groupId}/policies/{policyType} GET getGroupPolicyDetails PATCH updateGroupPolicy
/phone/groups/{groupId}/settings GET getGroupPhoneSettings
/phone/inbound_blocked/extension_rules/statistics GET listAccountsInboundBlockedStatistics DELETE deleteAccountsInboundBlockedStatistics
/phone/inbound_blocked/extension_rules/statistics/blocked_for_all PATCH markPhoneNumberAsBlockedForAllExtensions
/phone/inbound_blocked/rules GET listAccountsInboundBlockRules POST addAccountsInboundBlockRule DELETE deleteAccountsInboundBlockRule
/phone/inbound_blocked/rules/{blockedRuleId} PATCH updateAccountsInboundBlockRule
/phone/locations GET listEmergencyServiceLocations POST addEmergencyServiceLocation
/phone/locations/{locationId} GET getEmergencyServiceLocationDetails PATCH updateEmergencyServiceLocation DELETE deleteEmergencyLocation
/phone/metrics/call_logs GET listCallLogs
/phone/metrics/call_logs/{callId}/qos GET getCallQoS
/phone/metrics/call_logs/{call_id} GET getCallDetailsFromCallLog
/phone/metrics/emergency_services/default_emergency_address/users GET listDefaultEmergencyAddressUsers
/phone/metrics/emergency_services/detectable_personal_location/users GET listDetectablePersonalLocationUsers
/phone/metrics/emergency_services/location_sharing_permission/users GET listUsersPermissionForLocationSharing
/phone/metrics/emergency_services/nomadic_emergency_services/users GET listNomadicEmergencyServicesUsers
/phone/metrics/emergency_services/realtime_location/devices GET listRealTimeLocationForIPPhones
/phone/metrics/emergency_services/realtime_location/users GET listRealTimeLocationForUsers
/phone/metrics/location_tracking GET listTrackedLocations
/phone/metrics/past_calls GET listPastCallMetrics
/phone/monitoring_groups GET getListOfMonitoringGroupsOnAccount POST createMonitoringGroup
/phone/monitoring_groups/{monitoringGroupId} GET getMonitoringGroupByID PATCH updateMonitoringGroup DELETE deleteMonitoringGroup
/phone/monitoring_groups/{monitoringGroupId}/monitor_members GET getMembersOfMonitoringGroup POST addMembersToMonitoringGroup DELETE removeAllMonitorsOrMonitoredMembersFromMonitoringGroup
/phone/monitoring_groups/{monitoringGroupId}/monitor_members/{memberExtensionId} DELETE removeMemberFromMonitoringGroup
/phone/numbers GET listPhoneNumbers DELETE deleteUnassignedPhoneNumbers
/phone/numbers/sites/{siteId} PATCH updateSitesUnassignedPhoneNumbers
/phone/numbers/{phoneNumberId} GET getPhoneNumber PATCH updatePhoneNumber
/phone/outbound_caller_id/customized_numbers GET listAccountsCustomizedOutboundCallerIDPhoneNumbers POST addPhoneNumbersForAccountsCustomizedOutboundCallerID DELETE deletePhoneNumbersForAccountsCustomizedOutboundCallerID
/phone/outbound_calling/countries_regions GET getAccountLevelOutboundCallingCountriesAndRegions PATCH updateAccountLevelOutboundCallingCountriesOrRegions
/phone/outbound_calling/exception_rules GET listAccountLevelOutboundCallingExceptionRules POST addAccountLevelOutboundCallingExceptionRule
/phone/outbound_calling/exception_rules/{exceptionRuleId} PATCH updateAccountLevelOutboundCallingExceptionRule DELETE deleteAccountLevelOutboundCallingExceptionRule
/phone/peering/numbers GET listPeeringPhoneNumbers POST addPeeringPhoneNumbers PATCH updatePeeringPhoneNumbers DELETE removePeeringPhoneNumbers
/phone/plans GET listPlanInformation
/phone/policies/{policyType} GET getAccountPolicyDetails PATCH updateAccountPolicy
/phone/ported_numbers/orders GET listPortedNumbers
/phone/ported_numbers/orders/{orderId} GET getPortedNumberDetails
/phone/private_directory/members GET listPrivateDirectoryMembers POST addMembersToPrivateDirectory
/phone/private_directory/members/{extensionId} PATCH updatePrivateDirectoryMember DELETE removeMemberFromPrivateDirectory
/phone/provision_templates GET listProvisionTemplates POST addProvisionTemplate
/phone/provision_templates/{templateId} GET getProvisionTemplate PATCH updateProvisionTemplate DELETE deleteProvisionTemplate
/phone/recording/download/{fileId} GET downloadPhoneRecording
/phone/recording_transcript/download/{recordingId} GET downloadPhoneRecordingTranscript
/phone/recordings GET getCallRecordings
/phone/recordings/{recordingId} PATCH updateAutoDeleteField DELETE deleteCallRecording
/phone/recordings/{recordingId}/status PUT updateRecordingStatus
/phone/reports/call_charges GET getCallChargesUsageReport
/phone/reports/operationlogs GET getOperationLogsReport
/phone/reports/sms_charges GET getSMSMMSChargesUsageReport
/phone/roles GET listPhoneRoles POST duplicatePhoneRole
/phone/roles/{roleId} GET getRoleInformation PATCH updatePhoneRole DELETE deletePhoneRole
/phone/roles/{roleId}/members GET listMembersInRole POST addMembersToRoles DELETE deleteMembersInRole
/phone/roles/{roleId}/targets GET listPhoneRoleTargets POST addPhoneRoleTargets DELETE deletePhoneRoleTargets
/phone/rooms GET listZoomRoomsUnderZoomPhoneLicense POST addZoomRoomToZoomPhone
/phone/rooms/unassigned GET listZoomRoomsWithoutZoomPhoneAssignment
/phone/rooms/{roomId} GET getZoomRoomUnderZoomPhoneLicense PATCH updateZoomRoomUnderZoomPhoneLicense DELETE removeZoomRoomFromZPAccount
/phone/rooms/{roomId}/calling_plans POST assignCallingPlansToZoomRoom
/phone/rooms/{roomId}/calling_plans/{type} DELETE removeCallingPlanFromZoomRoom
/phone/rooms/{roomId}/phone_numbers POST assignPhoneNumbersToZoomRoom
/phone/rooms/{roomId}/phone_numbers/{phoneNumberId} DELETE removePhoneNumberFromZoomRoom
/phone/routing_rules GET listDirectoryBackupRoutingRules POST addDirectoryBackupRoutingRule
/phone/routing_rules/{routingRuleId} GET getDirectoryBackupRoutingRule PATCH updateDirectoryBackupRoutingRule DELETE deleteDirectoryBackupRoutingRule
/phone/setting_templates GET listSettingTemplates POST addSettingTemplate
/phone/setting_templates/{templateId} GET getSettingTemplateDetails PATCH updateSettingTemplate
/phone/settings GET getPhoneAccountSettings PATCH updatePhoneAccountSettings
/phone/shared_line_appearances GET listSharedLineAppearances
/phone/shared_line_groups GET listSharedLineGroups POST createSharedLineGroup
/phone/shared_line_groups/{sharedLineGroupId} GET getSharedLineGroup
/phone/shared_line_groups/{sharedLineGroupId}/policies GET getSharedLineGroupPolicy PATCH updateSharedLineGroupPolicy
/phone/shared_line_groups/{slgId} PATCH updateSharedLineGroup DELETE deleteSharedLineGroup
/phone/shared_line_groups/{slgId}/members POST addMembersToSharedLineGroup DELETE unassignMembersFromSharedLineGroup
/phone/shared_line_groups/{slgId}/members/{memberId} DELETE unassignMemberFromSharedLineGroup
/phone/shared_line_groups/{slgId}/phone_numbers POST assignPhoneNumbers DELETE unassignAllPhoneNumbers
/phone/shared_line_groups/{slgId}/phone_numbers/{phoneNumberId} DELETE unassignPhoneNumber
/phone/shared_line_groups/{slgId}/policies/{policyType} POST addPolicySettingToSharedLineGroup PATCH updateSLGPolicySetting DELETE deleteSLGPolicySetting
/phone/sip_groups GET listSIPGroups
/phone/sip_trunk/trunks GET listBYOCSIPTrunks
/phone/sites GET listPhoneSites POST createPhoneSite
/phone/sites/{siteId} GET getPhoneSiteDetails PATCH updatePhoneSiteDetails DELETE deletePhoneSite
/phone/sites/{siteId}/dial_by_name_directory/extensions GET listUsersInDirectoryBySite POST addUsersToDirectoryOfSite DELETE deleteUsersFromDirectoryOfSite
/phone/sites/{siteId}/outbound_caller_id/customized_numbers GET listCustomizedOutboundCallerIDPhoneNumbers POST addCustomizedOutboundCallerIDPhoneNumbers DELETE removeCustomizedOutboundCallerIDPhoneNumbers
/phone/sites/{siteId}/outbound_calling/countries_regions GET getSiteLevelOutboundCallingCountriesAndRegions PATCH updateSiteLevelOutboundCallingCountriesOrRegions
/phone/sites/{siteId}/outbound_calling/exception_rules GET listSiteLevelOutboundCallingExceptionRules POST addSiteLevelOutboundCallingExceptionRule
/phone/sites/{siteId}/outbound_calling/exception_rules/{exceptionRuleId} PATCH updateSiteLevelOutboundCallingExceptionRule DELETE deleteSiteLevelOutboundCallingExceptionRule
/phone/sites/{siteId}/settings/{settingType} GET getPhoneSiteSetting POST addSiteSetting PATCH updateSiteSetting DELETE deleteSiteSetting
/phone/smartphones GET listSmartphones
/phone/sms/messages POST postSMSMessage
/phone/sms/sessions GET getAccountsSMSSessions
/phone/sms/sessions/{sessionId} GET getSMSSessionDetails
/phone/sms/sessions/{sessionId}/messages/{messageId} GET getSMSByMessageID
/phone/sms/sessions/{sessionId}/sync GET syncSMSBySessionID
/phone/sms_campaigns GET listSMSCampaigns
/phone/sms_campaigns/{smsCampaignId} GET getSMSCampaign
/phone/sms_campaigns/{smsCampaignId}/phone_numbers POST assignPhoneNumberToSMSCampaign
/phone/sms_campaigns/{smsCampaignId}/phone_numbers/opt_status GET listOptStatusesOfPhoneNumbersAssignedToSMSCampaign PATCH updateOptStatusesOfPhoneNumbersAssignedToSMSCampaign
/phone/sms_campaigns/{smsCampaignId}/phone_numbers/{phoneNumberId} DELETE unassignPhoneNumber
/phone/user/{userId}/ai_call_summary/{aiCallSummaryId} GET getUserAICallSummaryDetail
/phone/user/{userId}/sms_campaigns/phone_numbers/opt_status GET listUsersOptStatusesOfPhoneNumbers
/phone/users GET listPhoneUsers
/phone/users/batch POST batchAddUsers PUT updateMultipleUsersPropertiesInBatch
/phone/users/{userId} GET getUsersProfile PATCH updateUsersProfile
/phone/users/{userId}/audios GET listAudioItems POST addAudioItemForTextToSpeechConversion
/phone/users/{userId}/audios/batch POST addAudioItems
/phone/users/{userId}/call_history GET getUsersCallHistory
/phone/users/{userId}/call_history/sync GET syncUsersCallHistory
/phone/users/{userId}/call_history/{callLogId} DELETE deleteUsersCallHistory
/phone/users/{userId}/call_logs GET getUsersCallLogs
/phone/users/{userId}/call_logs/sync GET syncUsersCallLogs
/phone/users/{userId}/call_logs/{callLogId} DELETE deleteUsersCallLog
/phone/users/{userId}/call_logs/{id}/voice_mail GET getUserVoicemailDetailsFromCallLog
/phone/users/{userId}/calling_plans POST assignCallingPlanToUser PUT updateUsersCallingPlan
/phone/users/{userId}/calling_plans/{planType} DELETE unassignUsersCallingPlan
/phone/users/{userId}/outbound_caller_id/customized_numbers GET listUsersPhoneNumbersForCustomizedOutboundCallerID POST addPhoneNumbersForUsersCustomizedOutboundCallerID DELETE removeUsersCustomizedOutboundCallerIDPhoneNumbers
/phone/users/{userId}/outbound_calling/countries_regions GET getUserLevelOutboundCallingCountriesAndRegions PATCH updateUserLevelOutboundCallingCountriesOrRegions
/phone/users/{userId}/outbound_calling/exception_rules GET listUserLevelOutboundCallingExceptionRules POST addUserLevelOutboundCallingExceptionRule
/phone/users/{userId}/outbound_calling/exception_rules/{exceptionRuleId} PATCH updateUserLevelOutboundCallingExceptionRule DELETE deleteUserLevelOutboundCallingExceptionRule
/phone/users/{userId}/phone_numbers POST assignPhoneNumberToUser
/phone/users/{userId}/phone_numbers/{phoneNumberId} DELETE unassignPhoneNumber
/phone/users/{userId}/policies/{policyType} GET getUserPolicyDetails PATCH updateUserPolicy
/phone/users/{userId}/recordings GET getUsersRecordings
/phone/users/{userId}/settings GET getUsersProfileSettings PATCH updateUsersProfileSettings
/phone/users/{userId}/settings/{settingType} POST addUsersSharedAccessSetting PATCH updateUsersSharedAccessSetting DELETE deleteUsersSharedAccessSetting
/phone/users/{userId}/sms/sessions GET getUsersSMSSessions
/phone/users/{userId}/sms/sessions/sync GET listUsersSMSSessionsInDescendingOrder
/phone/users/{userId}/voice_mails GET getUsersVoicemails
/phone/voice_mails GET getAccountVoicemails
/phone/voice_mails/download/{fileId} GET downloadPhoneVoicemail
/phone/voice_mails/{voicemailId} GET getVoicemailDetails PATCH updateVoicemailReadStatus DELETE deleteVoicemail
/report/activities GET getSignInSignOutActivityReport
/report/billing GET getBillingReports
/report/billing/invoices GET getBillingInvoiceReports
/report/chat/sessions GET getChatSessionsReports
/report/chat/sessions/{sessionId} GET getChatMessageReports
/report/cloud_recording GET getCloudRecordingUsageReport
/report/daily GET getDailyUsageReport
/report/history_meetings GET getHistoryMeetingAndWebinarList
/report/meeting_activities GET getMeetingActivitiesReport
/report/meetings/{meetingId} GET getMeetingDetailReports
/report/meetings/{meetingId}/participants GET getMeetingParticipantReports
/report/meetings/{meetingId}/polls GET getMeetingPollReports
/report/meetings/{meetingId}/qa GET getMeetingQAReport
/report/meetings/{meetingId}/survey GET getMeetingSurveyReport
/report/operationlogs GET getOperationLogsReport
/report/telephone GET getTelephoneReports
/report/upcoming_events GET getUpcomingEventsReport
/report/users GET getActiveOrInactiveHostReports
/report/users/{userId}/meetings GET getMeetingReports
/report/webinars/{webinarId} GET getWebinarDetailReports
/report/webinars/{webinarId}/participants GET getWebinarParticipantReports
/report/webinars/{webinarId}/polls GET getWebinarPollReports
/report/webinars/{webinarId}/qa GET getWebinarQAReport
/report/webinars/{webinarId}/survey GET getWebinarSurveyReport
/roles GET listRoles POST createRole
/roles/{roleId} GET getRoleInformation PATCH updateRoleInformation DELETE deleteRole
/roles/{roleId}/members GET listMembersInRole POST assignRole
/roles/{roleId}/members/{memberId} DELETE unassignRole
/sip_phones/phones GET listSIPPhones POST enableSIPPhone
/sip_phones/phones/{phoneId} PATCH updateSIPPhone DELETE deleteSIPPhone
/surveys GET getSurveys
/surveys/{surveyId} GET getSurveyInfo
/surveys/{surveyId}/answers GET getSurveyAnswers
/surveys/{surveyId}/instances GET getSurveyInstances
/tracking_fields GET listTrackingFields POST createTrackingField
/tracking_fields/{fieldId} GET getTrackingField PATCH updateTrackingField DELETE deleteTrackingField
/tsp GET getAccountsTSPInformation PATCH updateAccountsTSPInformation
/users GET listUsers POST createUsers
/users/email GET checkUserEmail
/users/features POST bulkUpdateFeaturesForUsers
/users/me/zak GET getUsersZAK
/users/summary GET getUserSummary
/users/vanity_name GET checkUsersPMRoom
/users/{userId} GET getUser PATCH updateUser DELETE deleteUser
/users/{userId}/assistants GET listUserAssistants POST addAssistants DELETE deleteUserAssistants
/users/{userId}/assistants/{assistantId} DELETE deleteUserAssistant
/users/{userId}/collaboration_devices GET listUsersCollaborationDevices
/users/{userId}/collaboration_devices/{collaborationDeviceId} GET getCollaborationDeviceDetail
/users/{userId}/email PUT updateUsersEmail
/users/{userId}/meeting_templates GET listMeetingTemplates POST createMeetingTemplateFromExistingMeeting
/users/{userId}/meeting_templates/{meetingTemplateId} GET getMeetingTemplateDetail
/users/{userId}/meetings GET listMeetings POST createMeeting
/users/{userId}/pac GET listUsersPACAccounts
/users/{userId}/password PUT updateUsersPassword
/users/{userId}/permissions GET getUserPermissions
/users/{userId}/picture POST uploadUsersProfilePicture DELETE deleteUsersProfilePicture
/users/{userId}/presence_status GET getUserPresenceStatus PUT updateUsersPresenceStatus
/users/{userId}/recordings GET listAllRecordings
/users/{userId}/schedulers GET listUserSchedulers DELETE deleteUserSchedulers
/users/{userId}/schedulers/{schedulerId} DELETE deleteScheduler
/users/{userId}/settings GET getUserSettings PATCH updateUserSettings
/users/{userId}/settings/virtual_backgrounds POST uploadVirtualBackgroundFiles DELETE deleteVirtualBackgroundFiles
/users/{userId}/status PUT updateUserStatus
/users/{userId}/token GET getUsersToken DELETE revokeUsersSSOToken
/users/{userId}/tsp GET listUsersTSPAccounts POST addUsersTSPAccount
/users/{userId}/tsp/settings PATCH setGlobalDialInURLForTSPUser
/users/{userId}/tsp/{tspId} GET getUsersTSPAccount PATCH updateTSPAccount DELETE deleteUsersTSPAccount
/users/{userId}/upcoming_meetings GET listUpcomingMeetings
/users/{userId}/webinar_templates GET listWebinarTemplates POST createWebinarTemplate
/users/{userId}/webinars GET listWebinars POST createWebinar
/videosdk/recordings GET listRecordingsOfAccount
/videosdk/report/cloud_recording GET getCloudRecordingUsageReport
/videosdk/report/daily GET getDailyUsageReport
/videosdk/report/operationlogs GET getOperationLogsReport
/videosdk/report/telephone GET getTelephoneReport
/videosdk/sessions GET listSessions POST createSession
/videosdk/sessions/{sessionId} GET getSessionDetails DELETE deleteSession
/videosdk/sessions/{sessionId}/events PATCH useInSessionEventsControls
/videosdk/sessions/{sessionId}/livestream GET getSessionLiveStreamDetails PATCH updateSessionLiveStream
/videosdk/sessions/{sessionId}/livestream/status PATCH updateSessionLivestreamStatus
/videosdk/sessions/{sessionId}/recordings GET listSessionsRecordings DELETE deleteSessionsRecordings
/videosdk/sessions/{sessionId}/recordings/status PUT recoverSessionsRecordings
/videosdk/sessions/{sessionId}/recordings/{recordingId} DELETE deleteSessionsRecordingFile
/videosdk/sessions/{sessionId}/recordings/{recordingId}/status PUT recoverSingleRecording
/videosdk/sessions/{sessionId}/sip_dialing POST getSessionSIPURIWithPasscode
/videosdk/sessions/{sessionId}/status PUT updateSessionStatus
/videosdk/sessions/{sessionId}/stream_ingestions GET listSessionStreamingIngestions
/videosdk/sessions/{sessionId}/users GET listSessionUsers
/videosdk/sessions/{sessionId}/users/qos GET listSessionUsersQoS
/videosdk/sessions/{sessionId}/users/sharing GET getSharingRecordingDetails
/videosdk/sessions/{sessionId}/users/{userId}/qos GET getSessionUserQoS
/videosdk/settings/storage PATCH updateBringYourOwnStorageSettings
/videosdk/settings/storage/location GET listStorageLocation POST addStorageLocation
/videosdk/settings/storage/location/{storageLocationId} GET storageLocationDetail PATCH changeStorageLocationDetail DELETE deleteStorageLocationDetail
/videosdk/stream_ingestions GET listStreamIngestions POST createStreamIngestion
/videosdk/stream_ingestions/{streamId} GET getStreamIngestion PATCH updateStreamIngestion DELETE deleteStreamIngestion
/webinars/{webinarId} GET getWebinar PATCH updateWebinar DELETE deleteWebinar
/webinars/{webinarId}/batch_registrants POST performBatchRegistration
/webinars/{webinarId}/branding GET getWebinarsSessionBranding
/webinars/{webinarId}/branding/name_tags POST createWebinarsBrandingNameTag DELETE deleteWebinarsBrandingNameTag
/webinars/{webinarId}/branding/name_tags/{nameTagId} PATCH updateWebinarsBrandingNameTag
/webinars/{webinarId}/branding/virtual_backgrounds POST uploadWebinarsBrandingVirtualBackground PATCH setWebinarsDefaultBrandingVirtualBackground DELETE deleteWebinarsBrandingVirtualBackgrounds
/webinars/{webinarId}/branding/wallpaper POST uploadWebinarsBrandingWallpaper DELETE deleteWebinarsBrandingWallpaper
/webinars/{webinarId}/invite_links POST createWebinarsInviteLinks
/webinars/{webinarId}/jointoken/live_streaming GET getWebinarsJoinTokenForLiveStreaming
/webinars/{webinarId}/jointoken/local_archiving GET getWebinarsArchiveTokenForLocalArchiving
/webinars/{webinarId}/jointoken/local_recording GET getWebinarsJoinTokenForLocalRecording
/webinars/{webinarId}/livestream GET getLiveStreamDetails PATCH updateLiveStream
/webinars/{webinarId}/livestream/status PATCH updateLiveStreamStatus
/webinars/{webinarId}/panelists GET listPanelists POST addPanelists DELETE removeAllPanelists
/webinars/{webinarId}/panelists/{panelistId} DELETE removePanelist
/webinars/{webinarId}/polls GET listWebinarsPolls POST createWebinarsPoll
/webinars/{webinarId}/polls/{pollId} GET getWebinarPoll PUT updateWebinarPoll DELETE deleteWebinarPoll
/webinars/{webinarId}/registrants GET listWebinarRegistrants POST addWebinarRegistrant
/webinars/{webinarId}/registrants/questions GET listRegistrationQuestions PATCH updateRegistrationQuestions
/webinars/{webinarId}/registrants/status PUT updateRegistrantsStatus
/webinars/{webinarId}/registrants/{registrantId} GET getWebinarRegistrant DELETE deleteWebinarRegistrant
/webinars/{webinarId}/sip_dialing POST getWebinarSIPURIWithPasscode
/webinars/{webinarId}/status PUT updateWebinarStatus
/webinars/{webinarId}/survey GET getWebinarSurvey PATCH updateWebinarSurvey DELETE deleteWebinarSurvey
/webinars/{webinarId}/token GET getWebinarsToken
/webinars/{webinarId}/tracking_sources GET getWebinarTrackingSources
/zoomapp/deeplink POST generateAppDeeplink
`;

/**
 * Paths that the reference documents elsewhere: tokens (developers.zoom.us/docs/integrations/oauth), files of
 * recordings, SCIM (developers.zoom.us/docs/api/scim2), the master account's sub accounts.
 */
export const FURTHER_ENDPOINTS = `
/accounts GET listSubAccounts POST createSubAccount
/accounts/{accountId} GET getSubAccount DELETE disassociateSubAccount
/oauth/authorize GET authorizeApp
/oauth/revoke POST revokeToken
/oauth/token POST requestAccessToken
/oauth/data/compliance POST confirmDataCompliance
/rec/archive/download/{fileId} GET downloadArchivedFile
/rec/download/{fileId} GET downloadRecording
/rec/play/{fileId} GET playRecording
/rec/share/{fileId} GET openSharedRecording
/scim2/Groups GET listScimGroups POST createScimGroup
/scim2/Groups/{groupId} GET getScimGroup PUT replaceScimGroup PATCH updateScimGroup DELETE deleteScimGroup
/scim2/Users GET listScimUsers POST createScimUser
/scim2/Users/{userId} GET getScimUser PUT replaceScimUser PATCH updateScimUser DELETE deleteScimUser
`;
